using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>What the kernel of <see cref="GpuRegionDifference"/> is handed.</summary>
internal readonly record struct RegionDifferenceArguments(ArrayView<float> X, ArrayView<float> Other, ArrayView<float> Y, int Channels, float Threshold);

/// <summary>Which places of two lists of places differ by more than a threshold in one of their channels.</summary>
internal static class GpuRegionDifference
{
    /// <summary>Queues y = 1 for each place at which a channel differs by more than the threshold, or is a NaN; else 0.</summary>
    public static void Run(GpuDevice device, GpuTensor x, GpuTensor other, float threshold, GpuTensor y) =>
        device.ForEach(DifferenceKernel, y.Count, new RegionDifferenceArguments(x.View, other.View, y.View, x.Shape[-1], threshold));

    private static void DifferenceKernel(Index1D place, RegionDifferenceArguments a)
    {
        float differs = 0;
        for (int c = 0; c < a.Channels; c++)
        {
            float difference = a.X[place * a.Channels + c] - a.Other[place * a.Channels + c];
            differs = difference <= a.Threshold && difference >= -a.Threshold ? differs : 1;
        }

        a.Y[place] = differs;
    }
}
