using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>What the kernel of reductions is handed: where each result begins, and where its numbers lie from there.</summary>
internal readonly record struct ReduceArguments(ArrayView<float> X, ArrayView<float> Y, StridedIndexer Kept, StridedIndexer Reduced, int Count);

internal sealed partial record Reduce<TReduction>
{
    /// <inheritdoc/>
    /// <remarks>In doubles, as on the processor; cards without doubles, and axes in more than six pieces, go there.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;
        bool[] isReduced = Reduced(input.Rank);
        int count = 1;
        for (int axis = 0; axis < input.Rank; axis++)
            count *= isReduced[axis] ? input[axis] : 1;
        if (!device.HasDoubles || WalkOver(input, isReduced, false) is not { } kept || WalkOver(input, isReduced, true) is not { } reduced)
            device.RunOnHost(this, x, y);
        else
            device.ForEach(ReduceKernel, y.Count, new ReduceArguments(x[0].View, y.View, kept, reduced, count));
    }

    private static StridedIndexer? WalkOver(Shape input, bool[] marks, bool wanted)
    {
        List<int> extents = [], steps = [];
        for (int axis = 0; axis < input.Rank; axis++)
        {
            if (marks[axis] != wanted)
                continue;
            extents.Add(input[axis]);
            steps.Add(input.Product(axis + 1, input.Rank));
        }

        return StridedIndexer.Of([.. extents], [.. steps]);
    }

    private static void ReduceKernel(Index1D index, ReduceArguments a)
    {
        int origin = a.Kept.OffsetOf(index);
        double folded = TReduction.Start;
        for (int i = 0; i < a.Count; i++)
            folded = TReduction.Fold(folded, a.X[origin + a.Reduced.OffsetOf(i)]);
        a.Y[index] = (float)TReduction.End(folded, a.Count);
    }
}
