namespace NetInsight;

/// <summary>The processor.</summary>
internal sealed class ProcessorDevice() : Device("processor", DeviceKind.Cpu)
{
    /// <inheritdoc/>
    internal override Runner Open(int threads, Precision precision) => new CpuRunner(threads, precision);
}
