using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>What an arithmetic operator's kernels are handed: two sources, and how the result walks over each.</summary>
internal readonly record struct ArithmeticArguments(ArrayView<float> A, ArrayView<float> B, ArrayView<float> Z, StridedIndexer WalkA, StridedIndexer WalkB);

internal sealed partial record Arithmetic<TOperation>
{
    /// <inheritdoc/>
    /// <remarks>Tensors that broadcast over more than six dimensions, which no network has, go to the processor.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (StridedIndexer.Broadcast(y.Shape, x[0].Shape) is not { } walkA || StridedIndexer.Broadcast(y.Shape, x[1].Shape) is not { } walkB)
            device.RunOnHost(this, x, y);
        else
            device.ForEach(walkA.IsStraight && walkB.IsStraight ? StraightKernel : BroadcastKernel, y.Count, new ArithmeticArguments(x[0].View, x[1].View, y.View, walkA, walkB));
    }

    private static void StraightKernel(Index1D i, ArithmeticArguments a) => a.Z[i] = TOperation.Value(a.A[i], a.B[i]);

    private static void BroadcastKernel(Index1D i, ArithmeticArguments a) => a.Z[i] = TOperation.Value(a.A[a.WalkA.OffsetOf(i)], a.B[a.WalkB.OffsetOf(i)]);
}
