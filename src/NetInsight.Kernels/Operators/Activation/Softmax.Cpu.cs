using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Activation;

internal sealed partial record Softmax
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each line, in parallel    extent elements, inner apart
    ///     maximum:   m = max x_i
    ///     powers:    y_i = exp(x_i - m), and their sum in double precision
    ///     quotients: y_i / sum; with Logarithm x_i - m - log(sum)
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor input = x[0];
        Shape shape = input.Shape;
        int axis = Positive(Axis, shape.Rank);
        int extent = Joint ? shape.Product(axis, shape.Rank) : shape[axis];
        int inner = Joint ? 1 : shape.Product(axis + 1, shape.Rank);
        if (y.Count == 0)
            return;

        device.For(y.Count / extent, extent * 16L, line =>
        {
            int start = line / inner * extent * inner + line % inner;
            Line(input.AsSpan()[start..], y.AsSpan()[start..], extent, inner);
        });
    }

    /// <summary>
    /// The softmax of <paramref name="extent"/> elements that lie <paramref name="stride"/> apart, summed in their order.
    /// </summary>
    private void Line(ReadOnlySpan<float> x, Span<float> y, int extent, int stride)
    {
        // Maximum m; NaN where one is.
        float largest = float.NegativeInfinity;
        for (int i = 0; i < extent; i++)
            largest = MathF.Max(largest, x[i * stride]);

        // Powers exp(x - m), and their sum in double precision.
        double sum = 0;
        for (int i = 0; i < extent; i++)
        {
            float power = MathF.Exp(x[i * stride] - largest);
            y[i * stride] = power;
            sum += power;
        }

        // Quotients.
        for (int i = 0; i < extent; i++)
            y[i * stride] = Logarithm ? (float)(x[i * stride] - largest - Math.Log(sum)) : (float)(y[i * stride] / sum);
    }
}
