using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>Arguments of the kernel of <see cref="CumSum"/>: lines of Extent elements, Stride apart.</summary>
internal readonly record struct CumSumArguments(ArrayView<float> X, ArrayView<float> Y, int Extent, int Stride, int Exclusive, int Reverse);

internal sealed partial record CumSum
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape shape = x[0].Shape;
        int axis = Positive(Axis, shape.Rank), extent = shape[axis];
        device.ForEach(CumSumKernel, extent == 0 ? 0 : shape.Count / extent, new CumSumArguments(
            x[0].View, y.View, extent, shape.Product(axis + 1, shape.Rank), Exclusive ? 1 : 0, Reverse ? 1 : 0));
    }

    /// <summary>One thread for each line.</summary>
    /// <remarks>
    /// <code>
    ///   line:  its first element, or its last where Reverse
    ///   add:   elements in order    X: global memory; sum: register
    ///   store: the sum with the element, or before it where Exclusive
    /// </code>
    /// </remarks>
    private static void CumSumKernel(Index1D line, CumSumArguments a)
    {
        // Line.
        (int offset, int step) = Line(line, a.Extent, a.Stride, a.Reverse != 0);
        float sum = 0;
        for (int i = 0; i < a.Extent; i++)
        {
            // Add, then store.
            float before = sum;
            sum += a.X[offset];
            a.Y[offset] = a.Exclusive != 0 ? before : sum;
            offset += step;
        }
    }
}
