using System.Diagnostics;

namespace NetInsight.Tests.Execution;

public sealed class ProcessorAloneTests
{
    [Fact]
    public void Running_on_the_processor_loads_no_graphics_library()
    {
        string tests = typeof(StartupHook).Assembly.Location;
        ProcessStartInfo start = new(Path.ChangeExtension(tests, OperatingSystem.IsWindows() ? "exe" : null)) { RedirectStandardOutput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = tests;
        start.Environment[StartupHook.Variable] = "1";
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("Cpu: processor 1x4", lines[0]);
        Assert.Contains("NetInsight.Kernels", lines);
        Assert.DoesNotContain(lines, name => name.StartsWith("ILGPU", StringComparison.Ordinal));
    }
}
