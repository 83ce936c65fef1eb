using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>Arguments of the kernel of <see cref="ArgMax"/>: lines of Count elements, Stride apart.</summary>
internal readonly record struct ArgMaxArguments(
    ArrayView<float> X, ArrayView<float> Y, int Count, int Stride, int Smallest, int SelectsLast);

internal sealed partial record ArgMax
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;
        int axis = Positive(Axis, input.Rank);
        device.ForEach(ArgMaxKernel, y.Count, new ArgMaxArguments(
            x[0].View, y.View, input[axis], input.Product(axis + 1, input.Rank), Smallest ? 1 : 0, SelectsLast ? 1 : 0));
    }

    /// <summary>One thread for each line.</summary>
    /// <remarks>
    /// <code>
    ///   one thread for each line; neighbouring threads on neighbouring lines (where Stride > 1)
    ///   compare: elements in order, from global memory; the best index in a register
    ///   store:   the index, as a float
    /// </code>
    /// </remarks>
    private static void ArgMaxKernel(Index1D index, ArgMaxArguments a)
    {
        int start = index / a.Stride * a.Count * a.Stride + index % a.Stride, best = 0;

        // Compare.
        for (int i = 1; i < a.Count; i++)
        {
            if (Beats(a.X[start + i * a.Stride], a.X[start + best * a.Stride], a.Smallest != 0, a.SelectsLast != 0))
                best = i;
        }

        // Store.
        a.Y[index] = best;
    }
}
