using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>The arguments of the kernel of <see cref="Hardmax"/>: lines of Extent elements that lie Stride apart.</summary>
internal readonly record struct HardmaxArguments(ArrayView<float> X, ArrayView<float> Y, int Extent, int Stride);

internal sealed partial record Hardmax
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        (int extent, int stride) = LineOf(y.Shape);
        if (y.Count > 0)
            device.ForEach(HardmaxKernel, y.Count / extent, new HardmaxArguments(x[0].View, y.View, extent, stride));
    }

    /// <summary>One line, by one thread.</summary>
    /// <remarks>
    /// <code>
    ///   one thread for each line; neighbouring threads on neighbouring lines (where Stride > 1)
    ///   compare: elements in order, from global memory; each flag is cleared, the largest index in a register
    ///   store:   1 at the largest
    /// </code>
    /// </remarks>
    private static void HardmaxKernel(Index1D line, HardmaxArguments a)
    {
        int start = line / a.Stride * a.Extent * a.Stride + line % a.Stride, found = 0;

        // Compare.
        for (int i = 0; i < a.Extent; i++)
        {
            a.Y[start + i * a.Stride] = 0;
            if (Beats(a.X[start + i * a.Stride], a.X[start + found * a.Stride]))
                found = i;
        }

        // Store.
        a.Y[start + found * a.Stride] = 1;
    }
}
