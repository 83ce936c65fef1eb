namespace NetInsight.Tests.Execution;

public sealed class CpuAloneTests
{
    [Fact]
    public async Task Running_on_the_CPU_loads_no_GPU_library()
    {
        string[] lines = await OwnProcess.LinesOf(StartupHook.Variable, "1");
        Assert.Equal("Cpu: CPU 1x4", lines[0]);
        Assert.Contains("NetInsight.Kernels", lines);
        Assert.DoesNotContain(lines, name => name.StartsWith("ILGPU", StringComparison.Ordinal));
    }
}
