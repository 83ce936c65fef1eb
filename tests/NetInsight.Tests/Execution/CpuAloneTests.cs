using System.Diagnostics;

namespace NetInsight.Tests.Execution;

public sealed class CpuAloneTests
{
    [Fact]
    public void Running_on_the_CPU_loads_no_GPU_library()
    {
        string tests = typeof(StartupHook).Assembly.Location;
        string executable = Path.ChangeExtension(tests, OperatingSystem.IsWindows() ? "exe" : null)!;
        ProcessStartInfo start = new(executable) { RedirectStandardOutput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = tests;
        start.Environment[StartupHook.Variable] = "1";
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("Cpu: CPU 1x4", lines[0]);
        Assert.Contains("NetInsight.Kernels", lines);
        Assert.DoesNotContain(lines, name => name.StartsWith("ILGPU", StringComparison.Ordinal));
    }
}
