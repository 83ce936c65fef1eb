namespace NetInsight.Kernels.Devices.Cpu;

/// <summary>Elements in the CPU's memory, which is pinned.</summary>
internal readonly unsafe struct HostElements(float* first) : IElements
{
    /// <inheritdoc/>
    public float At(int offset) => first[offset];
}
