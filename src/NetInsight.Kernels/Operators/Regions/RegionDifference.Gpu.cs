using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>Arguments of the kernel of <see cref="RegionDifference"/>.</summary>
internal readonly record struct RegionDifferenceArguments(
    ArrayView<float> X, ArrayView<float> Other, ArrayView<float> Y, int Channels, float Threshold);

/// <summary>Which positions of two [positions, channels] results differ by more than a threshold in any channel.</summary>
internal static class RegionDifference
{
    /// <summary>Queues y = 1 for each position at which a channel differs by more than the threshold, or is NaN; else 0.</summary>
    public static void Compute(GpuDevice device, GpuTensor x, GpuTensor other, float threshold, GpuTensor y) =>
        device.ForEach(DifferenceKernel, y.Count, new RegionDifferenceArguments(x.View, other.View, y.View, x.Shape[-1], threshold));

    /// <summary>
    /// One thread for each position, over its channels. The comparison is false for NaN, which therefore counts as a difference.
    /// </summary>
    /// <remarks>
    /// <code>
    ///   compare: channel by channel, |x - other| &lt;= Threshold    X, Other: global memory; flag: register
    ///   store:   1 or 0
    /// </code>
    /// </remarks>
    private static void DifferenceKernel(Index1D position, RegionDifferenceArguments a)
    {
        // Compare.
        float differs = 0;
        for (int c = 0; c < a.Channels; c++)
        {
            float difference = a.X[position * a.Channels + c] - a.Other[position * a.Channels + c];
            differs = difference <= a.Threshold && difference >= -a.Threshold ? differs : 1;
        }

        // Store.
        a.Y[position] = differs;
    }
}
