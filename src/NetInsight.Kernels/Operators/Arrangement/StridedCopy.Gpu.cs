using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>What the kernel of <see cref="StridedCopy"/> is handed.</summary>
internal readonly record struct StridedCopyArguments(ArrayView<float> X, ArrayView<float> Y, int Origin, StridedIndexer Walk);

/// <summary>Copies where each dimension of the result is a walk over the source: transposing, slicing and repeating are one kernel.</summary>
internal static class StridedCopy
{
    /// <summary>y[i] = x[origin + walk(i)]. False, and nothing done, where the walk has too many dimensions.</summary>
    /// <param name="device">The card.</param>
    /// <param name="x">The source.</param>
    /// <param name="y">The result.</param>
    /// <param name="extents">The result's extents, outermost first, which need not be those of its shape.</param>
    /// <param name="steps">The source's step along each.</param>
    /// <param name="origin">Where the first element lies.</param>
    public static bool TryRun(GpuDevice device, GpuTensor x, GpuTensor y, ReadOnlySpan<int> extents, ReadOnlySpan<int> steps, int origin = 0)
    {
        if (StridedIndexer.Of(extents, steps) is not { } walk)
            return false;
        device.ForEach(StridedCopyKernel, y.Count, new StridedCopyArguments(x.View, y.View, origin, walk));
        return true;
    }

    private static void StridedCopyKernel(Index1D i, StridedCopyArguments a) => a.Y[i] = a.X[a.Origin + a.Walk.OffsetOf(i)];
}
