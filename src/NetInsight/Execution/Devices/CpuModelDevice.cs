using NetInsight.Execution.Running;

namespace NetInsight.Execution.Devices;

/// <summary>The processor.</summary>
internal sealed class CpuModelDevice() : Device("processor", DeviceKind.Cpu)
{
    /// <inheritdoc/>
    internal override Runner Open(int threads, Precision precision) => new CpuRunner(threads, precision);
}
