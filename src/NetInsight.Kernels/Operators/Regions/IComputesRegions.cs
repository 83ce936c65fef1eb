using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>An operator of maps that can compute parts of its result, from stored maps and what has changed in them.</summary>
internal interface IComputesRegions : ISlidesWindow
{
    /// <summary>Computes the wanted places of all parts as one batch; the values are those that the whole map would have there.</summary>
    /// <param name="device">The processor.</param>
    /// <param name="maps">The stored inputs, N x H x W x C.</param>
    /// <param name="patches">The changed places of all parts, places x C; null where nothing has changed.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="addend">What is added to the results, places x channels, for an operator that took an addition in; else null.</param>
    /// <param name="y">The results, places x channels; of an operator that writes into a wider map, that map's channels.</param>
    void ForwardRegions(CpuDevice device, Tensor maps, Tensor? patches, RegionBatch parts, Tensor? addend, Tensor y);
}
