using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>The arguments of the kernel of <see cref="Where"/>: three sources, and how the result walks over each.</summary>
internal readonly record struct WhereArguments(
    ArrayView<float> C, ArrayView<float> A, ArrayView<float> B, ArrayView<float> Y,
    StridedIndexer WalkC, StridedIndexer WalkA, StridedIndexer WalkB);

internal sealed partial record Where
{
    /// <inheritdoc/>
    /// <remarks>Tensors that broadcast over more than six dimensions, which no network has, go to the CPU.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (StridedIndexer.Broadcast(y.Shape, x[0].Shape) is { } c && StridedIndexer.Broadcast(y.Shape, x[1].Shape) is { } a
            && StridedIndexer.Broadcast(y.Shape, x[2].Shape) is { } b)
            device.ForEach(WhereKernel, y.Count, new WhereArguments(x[0].View, x[1].View, x[2].View, y.View, c, a, b));
        else
            device.RunOnHost(this, x, y);
    }

    /// <remarks>
    /// <code>
    ///   one thread for each element
    ///   offsets: of element i in C, A and B; a step of 0 along dimensions that broadcast
    ///   y[i] = c != 0 ? a : b    all in global memory
    /// </code>
    /// </remarks>
    private static void WhereKernel(Index1D i, WhereArguments a) =>
        a.Y[i] = a.C[a.WalkC.OffsetOf(i)] != 0 ? a.A[a.WalkA.OffsetOf(i)] : a.B[a.WalkB.OffsetOf(i)];
}
