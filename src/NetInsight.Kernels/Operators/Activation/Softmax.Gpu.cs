using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>What the kernel of <see cref="Softmax"/> is handed: lines of so many numbers, so far apart.</summary>
internal readonly record struct SoftmaxArguments(ArrayView<float> X, ArrayView<float> Y, int Extent, int Inner, int Logarithm);

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

    /// <summary>One line, by one thread. The sum carries its rounding error along (Kahan 1965), for lines of many thousand numbers.</summary>
    private static void SoftmaxKernel(Index1D line, SoftmaxArguments a)
    {
        int start = line / a.Inner * a.Extent * a.Inner + line % a.Inner;
        float largest = float.NegativeInfinity;
        for (int i = 0; i < a.Extent; i++)
        {
            float value = a.X[start + i * a.Inner];
            largest = value > largest || float.IsNaN(value) ? value : largest;
        }

        float sum = 0, lost = 0;
        for (int i = 0; i < a.Extent; i++)
        {
            float power = MathF.Exp(a.X[start + i * a.Inner] - largest) - lost;
            float next = sum + power;
            lost = next - sum - power;
            sum = next;
        }

        for (int i = 0; i < a.Extent; i++)
        {
            int at = start + i * a.Inner;
            a.Y[at] = a.Logarithm != 0 ? a.X[at] - largest - MathF.Log(sum) : MathF.Exp(a.X[at] - largest) / sum;
        }
    }
}
