using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>
/// Arguments of the kernel of <see cref="Reduce{TReduction}"/>: the origin of each result, and the offsets of its elements from there.
/// </summary>
internal readonly record struct ReduceArguments(
    ArrayView<float> X, ArrayView<float> Y, StridedIndexer Kept, StridedIndexer Reduced, int Count);

internal sealed partial record Reduce<TReduction>
{
    /// <inheritdoc/>
    /// <remarks>In doubles, as on the CPU. GPUs without doubles, and axes that merge into more than six, fall back to the CPU.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;
        bool[] isReduced = Reduced(input.Rank);
        int count = 1;
        for (int axis = 0; axis < input.Rank; axis++)
            count *= isReduced[axis] ? input[axis] : 1;
        if (!device.HasDoubles
            || IndexerOver(input, isReduced, false) is not { } kept
            || IndexerOver(input, isReduced, true) is not { } reduced)
            device.RunOnHost(this, x, y);
        else
            device.ForEach(ReduceKernel, y.Count, new ReduceArguments(x[0].View, y.View, kept, reduced, count));
    }

    private static StridedIndexer? IndexerOver(Shape input, bool[] marks, bool selected)
    {
        List<int> extents = [], strides = [];
        for (int axis = 0; axis < input.Rank; axis++)
        {
            if (marks[axis] != selected)
                continue;
            extents.Add(input[axis]);
            strides.Add(input.Product(axis + 1, input.Rank));
        }

        return StridedIndexer.Of([.. extents], [.. strides]);
    }

    /// <summary>One thread for each element of the result, which folds its elements in memory order.</summary>
    /// <remarks>
    /// <code>
    ///   origin: the first of the elements, by the kept axes
    ///   fold:   Count elements by the reduced axes: global memory; folded, a double: register
    ///   finish: once (a mean divides, a norm takes its root), rounded to float
    /// </code>
    /// One thread folds a whole result, so the bits are those of the CPU.
    /// </remarks>
    private static void ReduceKernel(Index1D index, ReduceArguments a)
    {
        // Origin.
        int origin = a.Kept.OffsetOf(index);

        // Fold.
        double folded = TReduction.Initial;
        for (int i = 0; i < a.Count; i++)
            folded = TReduction.Fold(folded, a.X[origin + a.Reduced.OffsetOf(i)]);

        // Finish.
        a.Y[index] = (float)TReduction.Finish(folded, a.Count);
    }
}
