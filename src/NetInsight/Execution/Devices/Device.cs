using System.Diagnostics.CodeAnalysis;
using NetInsight.Execution.Devices;
using NetInsight.Execution.Running;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight;

/// <summary>
/// Where a network runs: the processor, or a graphics card through CUDA or OpenCL. A model moves by <see cref="Model.On"/>; results agree to about
/// 1e-4 of a layer's largest number.
/// </summary>
/// <remarks>
/// Asking for a graphics card needs a program that can compile while it runs: it works neither in a trimmed program nor in one compiled ahead of time.
/// Everything else does. Models on one <see cref="Device"/> object share the card and its compiled kernels: keep the object, and ask once.
/// </remarks>
public abstract class Device
{
    private const string Compiles = "Kernels of graphics cards are compiled while the program runs.";
    private const string Reads = "The code of kernels is read while the program runs.";

    private protected Device(string name, DeviceKind kind)
    {
        Name = name;
        Kind = kind;
    }

    /// <summary>Its name: <c>processor</c>, or what the card's driver says.</summary>
    public string Name { get; }

    /// <summary>By what it computes.</summary>
    public DeviceKind Kind { get; }

    /// <summary>The processor.</summary>
    public static Device Cpu { get; } = new CpuModelDevice();

    /// <summary>The first graphics card that can be used; where there is none, the processor. Never a simulator, and never a processor that poses as a card.</summary>
    public static Device Best
    {
        [RequiresDynamicCode(Compiles)]
        [RequiresUnreferencedCode(Reads)]
        get => FirstCard(GpuDiscovery.Find()) ?? Cpu;
    }

    /// <summary>Every device of this machine that a driver shows, also those that cannot be used, with the reason; the processor first.</summary>
    public static IReadOnlyList<DeviceDescription> Available
    {
        [RequiresDynamicCode(Compiles)]
        [RequiresUnreferencedCode(Reads)]
        get =>
        [
            new DeviceDescription(Cpu.Name, DeviceKind.Cpu, 0, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, null),
            .. GpuDiscovery.Find().Select(found => new DeviceDescription(found.Name, KindOf(found), found.Index, found.MemoryBytes, found.Problem)),
        ];
    }

    /// <summary>The first graphics card that can be used, CUDA before OpenCL.</summary>
    /// <exception cref="DeviceException">There is none; the message lists what there is, with the reasons.</exception>
    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    public static Device Gpu()
    {
        IReadOnlyList<DiscoveredDevice> found = GpuDiscovery.Find();
        return FirstCard(found) ?? throw new DeviceException($"No graphics card can be used on this machine. {List(found)}");
    }

    /// <summary>A CUDA device by its number.</summary>
    /// <param name="index">The number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="DeviceException">There is no such device, or it cannot be used; the message lists what there is, with the reasons.</exception>
    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    public static Device Cuda(int index = 0) => Numbered(DeviceKind.Cuda, index);

    /// <summary>An OpenCL device by its number.</summary>
    /// <inheritdoc cref="Cuda"/>
    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    public static Device OpenCL(int index = 0) => Numbered(DeviceKind.OpenCL, index);

    /// <summary>The device in words: <c>Cuda: NVIDIA H200</c>.</summary>
    public override string ToString() => $"{Kind}: {Name}";

    /// <summary>What runs a model's plans there.</summary>
    /// <param name="threads">The most threads of the processor that one run uses.</param>
    /// <param name="precision">How exact the processor's arithmetic is.</param>
    internal abstract Runner Open(int threads, Precision precision);

    /// <summary>The first of some devices that is a graphics card and can be used.</summary>
    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    internal static Device? FirstCard(IReadOnlyList<DiscoveredDevice> found) =>
        found.FirstOrDefault(device => device is { IsGpu: true, Problem: null }) is { } card ? Of(card) : null;

    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    private static GpuModelDevice Numbered(DeviceKind kind, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        IReadOnlyList<DiscoveredDevice> all = GpuDiscovery.Find();
        if (all.FirstOrDefault(device => KindOf(device) == kind && device.Index == index) is not { } found)
            throw new DeviceException($"There is no {kind} device {index} on this machine. {List(all)}");
        return found.Problem is null ? Of(found) : throw new DeviceException($"{found.Name} cannot be used: {found.Problem}.");
    }

    [RequiresDynamicCode(Compiles)]
    [RequiresUnreferencedCode(Reads)]
    private static GpuModelDevice Of(DiscoveredDevice found) => new(found.Name, KindOf(found), () => GpuDiscovery.Open(found.IsCuda, found.Index));

    private static DeviceKind KindOf(DiscoveredDevice found) => found.IsCuda ? DeviceKind.Cuda : DeviceKind.OpenCL;

    private static string List(IReadOnlyList<DiscoveredDevice> found) => found.Count == 0
        ? "No driver for CUDA or OpenCL shows a device."
        : $"There are: {string.Join("; ", found.Select(device => $"{KindOf(device)} {device.Index}, {device.Name} ({device.Problem ?? "usable"})"))}.";
}
