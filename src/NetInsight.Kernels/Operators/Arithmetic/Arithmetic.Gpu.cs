using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>Arguments of the kernels of an arithmetic operator: two inputs, and how each broadcasts to the result.</summary>
internal readonly record struct ArithmeticArguments(
    ArrayView<float> A, ArrayView<float> B, ArrayView<float> Z, StridedIndexer IndexerA, StridedIndexer IndexerB);

internal sealed partial record Arithmetic<TOperation>
{
    /// <inheritdoc/>
    /// <remarks>Broadcasts that do not merge into six dimensions or fewer fall back to the CPU; no known network has one.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (StridedIndexer.Broadcast(y.Shape, x[0].Shape) is not { } a || StridedIndexer.Broadcast(y.Shape, x[1].Shape) is not { } b)
        {
            device.RunOnHost(this, x, y);
            return;
        }

        device.ForEach(
            a.IsStraight && b.IsStraight ? StraightKernel : BroadcastKernel,
            y.Count,
            new ArithmeticArguments(x[0].View, x[1].View, y.View, a, b));
    }

    /// <summary>One thread for each element; no input broadcasts.</summary>
    /// <remarks>
    /// <code>
    ///   z[i] = f(a[i], b[i])    A, B, Z: global memory, neighbouring threads on neighbouring elements
    /// </code>
    /// </remarks>
    private static void StraightKernel(Index1D i, ArithmeticArguments a) => a.Z[i] = TOperation.Value(a.A[i], a.B[i]);

    /// <summary>One thread for each element.</summary>
    /// <remarks>
    /// <code>
    ///   offsets: of element i in A and in B, by divisions; a step of 0 along dimensions that broadcast
    ///   z[i] = f(a[offset], b[offset])    A, B, Z: global memory
    /// </code>
    /// </remarks>
    private static void BroadcastKernel(Index1D i, ArithmeticArguments a) =>
        a.Z[i] = TOperation.Value(a.A[a.IndexerA.OffsetOf(i)], a.B[a.IndexerB.OffsetOf(i)]);
}
