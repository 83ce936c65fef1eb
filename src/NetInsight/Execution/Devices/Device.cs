using System.Diagnostics.CodeAnalysis;
using NetInsight.Execution.Devices;
using NetInsight.Execution.Running;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight;

/// <summary>
/// Where a network runs: the CPU, or a GPU through CUDA or OpenCL. A model moves by <see cref="Model.On"/>; results agree to about 1e-4 of
/// a layer's largest magnitude.
/// </summary>
/// <remarks>
/// Asking for a GPU needs a program that can compile code while it runs: it works neither in a trimmed program nor in one compiled ahead of
/// time; everything else does. Models on one <see cref="Device"/> object share the GPU and its compiled kernels: ask once, and keep the
/// object.
/// </remarks>
public abstract class Device
{
    private const string Compiles = "Kernels of GPUs are compiled while the program runs.";
    private const string Reads = "The code of kernels is read while the program runs.";

    private protected Device(string name, DeviceKind kind)
    {
        Name = name;
        Kind = kind;
    }

    /// <summary>Its name: <c>CPU</c>, or what the GPU's driver reports.</summary>
    public string Name { get; }

    /// <summary>Its kind.</summary>
    public DeviceKind Kind { get; }

    /// <summary>The CPU.</summary>
    public static Device Cpu { get; } = new CpuModelDevice();

    /// <summary>
    /// The first GPU that can be used; where there is none, the CPU. Never a simulator, and never a CPU that a driver lists as a device.
    /// </summary>
    public static Device Best
    {
        [RequiresDynamicCode(Compiles)]
        [RequiresUnreferencedCode(Reads)]
        get => FirstGpu(GpuDiscovery.Find()) ?? Cpu;
    }

    /// <summary>Every device of this machine that a driver lists, also those that cannot be used, with the reason; the CPU first.</summary>
    public static IReadOnlyList<DeviceDescription> Available
    {
        [RequiresDynamicCode(Compiles)]
        [RequiresUnreferencedCode(Reads)]
        get =>
        [
            new DeviceDescription(Cpu.Name, DeviceKind.Cpu, 0, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, null),
            .. GpuDiscovery.Find().Select(found =>
                new DeviceDescription(found.Name, KindOf(found), found.Index, found.MemoryBytes, found.Problem)),
        ];
    }

    /// <summary>The first GPU that can be used, CUDA before OpenCL.</summary>
    /// <exception cref="DeviceException">There is none; the message lists what there is, with the reasons.</exception>
    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    public static Device Gpu()
    {
        IReadOnlyList<DiscoveredDevice> found = GpuDiscovery.Find();
        return FirstGpu(found) ?? throw new DeviceException($"No GPU can be used on this machine. {List(found)}");
    }

    /// <summary>A CUDA device by its index.</summary>
    /// <param name="index">The index, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    /// <exception cref="DeviceException">
    /// There is no such device, or it cannot be used; the message lists what there is, with the reasons.
    /// </exception>
    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    public static Device Cuda(int index = 0) => AtIndex(DeviceKind.Cuda, index);

    /// <summary>An OpenCL device by its index.</summary>
    /// <inheritdoc cref="Cuda"/>
    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    public static Device OpenCL(int index = 0) => AtIndex(DeviceKind.OpenCL, index);

    /// <summary>
    /// The kernels of GPUs, run on the CPU by ILGPU's simulator, for those who write or debug kernels on a machine without a GPU. Slow,
    /// hundreds of times slower than <see cref="Cpu"/>, and never chosen by <see cref="Best"/>, <see cref="Gpu"/> or listed by
    /// <see cref="Available"/>. Always the same object.
    /// </summary>
    /// <remarks>
    /// Results are those of a GPU with groups of 256 threads in warps of 16, one multiprocessor, and double precision. A debugger stops in
    /// kernels. A kernel that reads or writes outside a view ends the process with ILGPU's message; other mistakes that a GPU would not
    /// forgive, such as a missing barrier, may stay unseen.
    /// </remarks>
    public static Device Simulator
    {
        [RequiresDynamicCode(Compiles)]
        [RequiresUnreferencedCode(Reads)]
        get => Simulated.Instance;
    }

    /// <summary>The device in words: <c>Cuda: NVIDIA H200</c>.</summary>
    public override string ToString() => $"{Kind}: {Name}";

    /// <summary>What runs a model's plans there.</summary>
    /// <param name="threads">The most CPU threads that one run uses.</param>
    /// <param name="precision">How exact the CPU's arithmetic is.</param>
    internal abstract Runner Open(int threads, Precision precision);

    /// <summary>The first of some devices that is a GPU and can be used.</summary>
    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    internal static Device? FirstGpu(IReadOnlyList<DiscoveredDevice> found) =>
        found.FirstOrDefault(device => device is { IsGpu: true, Problem: null }) is { } gpu ? Of(gpu) : null;

    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    private static GpuModelDevice AtIndex(DeviceKind kind, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        IReadOnlyList<DiscoveredDevice> all = GpuDiscovery.Find();
        if (all.FirstOrDefault(device => KindOf(device) == kind && device.Index == index) is not { } found)
            throw new DeviceException($"There is no {kind} device {index} on this machine. {List(all)}");
        return found.Problem is null ? Of(found) : throw new DeviceException($"{found.Name} cannot be used: {found.Problem}.");
    }

    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    private static GpuModelDevice Of(DiscoveredDevice found) =>
        new(found.Name, KindOf(found), () => GpuDiscovery.Open(found.IsCuda, found.Index));

    /// <summary>The simulator, made on the first request.</summary>
    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    private static class Simulated
    {
        public static GpuModelDevice Instance { get; } =
            new("ILGPU's simulator (slow: kernels of GPUs on the CPU)", DeviceKind.Simulator, GpuDiscovery.OpenSimulator);
    }

    private static DeviceKind KindOf(DiscoveredDevice found) => found.IsCuda ? DeviceKind.Cuda : DeviceKind.OpenCL;

    private static string List(IReadOnlyList<DiscoveredDevice> found) => found.Count == 0
        ? "No driver for CUDA or OpenCL lists a device."
        : $"There are: {string.Join("; ", found.Select(Describe))}.";

    private static string Describe(DiscoveredDevice found) => $"{KindOf(found)} {found.Index}, {found.Name} ({found.Problem ?? "usable"})";
}
