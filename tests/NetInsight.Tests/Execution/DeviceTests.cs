using ILGPU.Runtime.OpenCL;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Execution;

public sealed class DeviceTests
{
    private static readonly DiscoveredDevice Found = new("gpu", IsCuda: true, 0, 1 << 30, IsGpu: true, null);

    [Fact]
    public void The_CPU_is_listed_first_and_can_be_used()
    {
        DeviceDescription first = Device.Available[0];
        Assert.Equal((DeviceKind.Cpu, "CPU", null), (first.Kind, first.Name, first.Problem));
        Assert.True(first.MemoryBytes > 0);
        Assert.Equal("Cpu: CPU", Device.Cpu.ToString());
    }

    [Fact]
    public void Every_device_has_a_name_and_is_listed_once_and_none_is_a_simulator()
    {
        IReadOnlyList<DeviceDescription> all = Device.Available;
        Assert.Equal(all.Count, all.Select(device => (device.Kind, device.Index)).Distinct().Count());
        Assert.All(all, device => Assert.NotEmpty(device.Name));
        Assert.All(all, device => Assert.DoesNotContain("CPUAccelerator", device.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void The_simulator_runs_the_kernels_of_GPUs_and_opens_again_after_its_last_model()
    {
        Device simulator = Device.Simulator;
        Assert.Same(simulator, Device.Simulator);
        Assert.Equal(DeviceKind.Simulator, simulator.Kind);
        Assert.Equal("Simulator: ILGPU's simulator (slow: kernels of GPUs on the CPU)", simulator.ToString());
        using Model model = CaptumNetworks.OneConv();
        Tensor image = new(new Shape(1, 1, 4, 4), [.. Enumerable.Range(0, 16).Select(value => (float)value)]);
        for (int round = 0; round < 2; round++)
        {
            using Model moved = model.On(simulator);
            Assert.Equal(simulator, moved.Device);
            Near.Relative(model.Logits(image), moved.Logits(image), Tolerances.Device);
        }
    }

    [Fact]
    public void What_cannot_be_used_is_listed_with_the_reason_and_refused_with_it()
    {
        DeviceDescription? broken = Device.Available.FirstOrDefault(device => device is { Kind: DeviceKind.OpenCL, Problem: not null });
        Assert.SkipWhen(broken is null, "Every OpenCL device here can be used, or there is none.");
        Assert.Contains(broken.Problem!, broken.ToString(), StringComparison.Ordinal);
        DeviceException e = Assert.Throws<DeviceException>(() => Device.OpenCL(broken.Index));
        Assert.Equal($"{broken.Name} cannot be used: {broken.Problem}.", e.Message);
    }

    [Fact]
    public void The_best_device_is_a_GPU_that_can_be_used_or_the_CPU()
    {
        Assert.Null(Device.FirstGpu([]));
        Assert.Null(Device.FirstGpu([Found with { IsGpu = false }]));
        Assert.Null(Device.FirstGpu([Found with { Problem = "broken" }]));
        Device found = Device.FirstGpu([Found with { Problem = "broken" }, Found with { Name = "second", IsCuda = false }, Found])!;
        Assert.Equal(("second", DeviceKind.OpenCL), (found.Name, found.Kind));
        DeviceKind best = Device.Best.Kind;
        Assert.True(best == DeviceKind.Cpu || Device.Available.Any(device => device.Kind == best && device.Problem is null));
    }

    [Fact]
    public void A_device_that_is_not_there_is_an_error_that_says_what_is()
    {
        string message = Assert.Throws<DeviceException>(() => Device.Cuda(99)).Message;
        Assert.StartsWith("There is no Cuda device 99 on this machine.", message, StringComparison.Ordinal);
        foreach (DeviceDescription other in Device.Available.Skip(1))
            Assert.Contains(other.Name, message, StringComparison.Ordinal);
        Assert.Throws<DeviceException>(() => Device.OpenCL(99));
        Assert.Throws<ArgumentOutOfRangeException>(() => Device.Cuda(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Device.OpenCL(-1));
        if (Device.Best == Device.Cpu)
            Assert.StartsWith("No GPU can be used", Assert.Throws<DeviceException>(() => Device.Gpu()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_of_drivers_become_too_little_memory_or_a_failed_device()
    {
        Assert.Contains("CL_OUT_OF_RESOURCES", MessageOf<ResourceLimitException>(CLError.CL_OUT_OF_RESOURCES), StringComparison.Ordinal);
        string small = MessageOf<ResourceLimitException>(CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE);
        Assert.Contains("holds 5 bytes", small, StringComparison.Ordinal);
        string lost = MessageOf<DeviceException>(CLError.CL_DEVICE_NOT_AVAILABLE);
        Assert.StartsWith("gpu failed (CL_DEVICE_NOT_AVAILABLE).", lost, StringComparison.Ordinal);
        Assert.False(GpuFailure.IsOne(new ArgumentException("other")));

        static string MessageOf<TException>(CLError error) where TException : Exception =>
            Assert.IsType<TException>(GpuFailure.Of(new CLException(error), "gpu", 5)).Message;
    }
}
