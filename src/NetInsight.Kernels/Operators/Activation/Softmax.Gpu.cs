using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>Arguments of the kernel of <see cref="Softmax"/>: lines of Extent elements, Stride apart.</summary>
internal readonly record struct SoftmaxArguments(ArrayView<float> X, ArrayView<float> Y, int Extent, int Stride, int Logarithm);

internal sealed partial record Softmax
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape shape = y.Shape;
        int axis = Positive(Axis, shape.Rank);
        int extent = Joint ? shape.Product(axis, shape.Rank) : shape[axis], inner = Joint ? 1 : shape.Product(axis + 1, shape.Rank);
        if (y.Count > 0)
            device.ForEach(SoftmaxKernel, y.Count / extent, new SoftmaxArguments(x[0].View, y.View, extent, inner, Logarithm ? 1 : 0));
    }

    /// <summary>
    /// One thread for each line: maximum, sum, quotients. The sum is compensated (Kahan 1965), for lines of many thousand elements.
    /// </summary>
    /// <remarks>
    /// <code>
    ///   maximum:   m = max x_i                      X: global memory, read once in each phase
    ///   sum:       of exp(x_i - m), compensated     sum and lost digits: registers
    ///   quotients: exp(x_i - m) / sum; with Logarithm x_i - m - log(sum)
    /// </code>
    /// </remarks>
    private static void SoftmaxKernel(Index1D line, SoftmaxArguments a)
    {
        int start = line / a.Stride * a.Extent * a.Stride + line % a.Stride;

        // Maximum m; NaN where one is.
        float largest = float.NegativeInfinity;
        for (int i = 0; i < a.Extent; i++)
        {
            float value = a.X[start + i * a.Stride];
            largest = value > largest || float.IsNaN(value) ? value : largest;
        }

        // Sum of exp(x - m), compensated.
        float sum = 0, lost = 0;
        for (int i = 0; i < a.Extent; i++)
        {
            float power = MathF.Exp(a.X[start + i * a.Stride] - largest) - lost;
            float next = sum + power;
            lost = next - sum - power;
            sum = next;
        }

        // Quotients.
        for (int i = 0; i < a.Extent; i++)
        {
            int at = start + i * a.Stride;
            a.Y[at] = a.Logarithm != 0 ? a.X[at] - largest - MathF.Log(sum) : MathF.Exp(a.X[at] - largest) / sum;
        }
    }
}
