namespace NetInsight;

/// <summary>A device of this machine, as <see cref="Device.Available"/> lists it.</summary>
public sealed record DeviceDescription
{
    internal DeviceDescription(string name, DeviceKind kind, int index, long memoryBytes, string? problem)
    {
        Name = name;
        Kind = kind;
        Index = index;
        MemoryBytes = memoryBytes;
        Problem = problem;
    }

    /// <summary>Its name, as its driver reports it.</summary>
    public string Name { get; }

    /// <summary>Its kind.</summary>
    public DeviceKind Kind { get; }

    /// <summary>Its index among those of its kind, for <see cref="Device.Cuda"/> and <see cref="Device.OpenCL"/>.</summary>
    public int Index { get; }

    /// <summary>Its memory, in bytes.</summary>
    public long MemoryBytes { get; }

    /// <summary>Why it cannot be used; null where it can.</summary>
    public string? Problem { get; }

    /// <summary>The device in words: <c>Cuda 0: NVIDIA H200, 143,771 MB</c>, with the problem where there is one.</summary>
    public override string ToString() =>
        $"{Kind} {Index}: {Name}, {MemoryBytes / 1_000_000:N0} MB{(Problem is null ? "" : $" (cannot be used: {Problem})")}";
}
