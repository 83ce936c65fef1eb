using NetInsight.Execution.Running;

namespace NetInsight.Execution.Devices;

/// <summary>The CPU.</summary>
internal sealed class CpuModelDevice() : Device("CPU", DeviceKind.Cpu)
{
    /// <inheritdoc/>
    internal override Runner Open(int threads, Precision precision) => new CpuRunner(threads, precision);
}
