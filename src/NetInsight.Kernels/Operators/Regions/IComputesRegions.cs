using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>
/// An operator of feature maps that can compute regions of its output on the CPU, from clean inputs and the values of their dirty regions.
/// </summary>
internal interface IComputesRegions : ISlidesWindow
{
    /// <summary>Computes all regions as one batch; the values equal those that a run over whole feature maps would have there.</summary>
    /// <param name="device">The CPU.</param>
    /// <param name="maps">The clean inputs, [N, H, W, C].</param>
    /// <param name="dirty">The values of all regions' dirty positions, [positions, C]; null where nothing is dirty.</param>
    /// <param name="regions">The regions.</param>
    /// <param name="addend">Added to the result, [positions, output channels], for an operator with a fused addition; else null.</param>
    /// <param name="y">
    /// The result, [positions, output channels]; for an operator that writes a channel slice, with the wider map's channels.
    /// </param>
    void ForwardRegions(CpuDevice device, Tensor maps, Tensor? dirty, RegionBatch regions, Tensor? addend, Tensor y);
}
