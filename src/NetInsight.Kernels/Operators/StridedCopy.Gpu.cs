using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators;

/// <summary>Arguments of the kernel of <see cref="StridedCopy"/>.</summary>
internal readonly record struct StridedCopyArguments(ArrayView<float> X, ArrayView<float> Y, int Origin, StridedIndexer Indexer);

/// <summary>Copies with a stride over the source for each dimension of the result: one kernel transposes, slices and repeats.</summary>
internal static class StridedCopy
{
    /// <summary>Queues y[i] = x[origin + offset(i)]. False, and nothing done, where too many dimensions are left after merging.</summary>
    /// <param name="device">The GPU.</param>
    /// <param name="x">The source.</param>
    /// <param name="y">The result.</param>
    /// <param name="extents">The result's extents, outermost first, which need not be those of its shape.</param>
    /// <param name="strides">The source's stride along each.</param>
    /// <param name="origin">Offset of the first element in the source.</param>
    public static bool TryRun(
        GpuDevice device, GpuTensor x, GpuTensor y, ReadOnlySpan<int> extents, ReadOnlySpan<int> strides, int origin = 0)
    {
        if (StridedIndexer.Of(extents, strides) is not { } indexer)
            return false;
        device.ForEach(StridedCopyKernel, y.Count, new StridedCopyArguments(x.View, y.View, origin, indexer));
        return true;
    }

    /// <summary>One thread for each element of the result.</summary>
    /// <remarks>
    /// <code>
    ///   y[i] = x[Origin + offset(i)]    X and Y: global memory; Y is written contiguously, X read by strides
    /// </code>
    /// </remarks>
    private static void StridedCopyKernel(Index1D i, StridedCopyArguments a) => a.Y[i] = a.X[a.Origin + a.Indexer.OffsetOf(i)];
}
