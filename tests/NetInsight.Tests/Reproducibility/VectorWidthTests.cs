using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NetInsight.Tests.Reproducibility;

/// <summary>What docs/reproducibility.md says of vector widths.</summary>
public sealed class VectorWidthTests
{
    /// <summary>The same results in a process whose runtime uses no vectors of 512 bits: the very same bits.</summary>
    [Fact]
    public async Task Vectors_of_256_and_of_512_bits_give_the_same_bits()
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated && Fma.IsSupported, "This CPU, or this run, has no vectors of 512 bits.");
        string[] here = [.. ResultHashes.All()];
        Assert.Equal(here, await LinesWith("DOTNET_EnableAVX512"));
    }

    private static async Task<string[]> LinesWith(string disabled)
    {
        string tests = typeof(StartupHook).Assembly.Location;
        string executable = Path.ChangeExtension(tests, OperatingSystem.IsWindows() ? "exe" : null)!;
        ProcessStartInfo start = new(executable) { RedirectStandardOutput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = tests;
        start.Environment[ResultHashes.Variable] = "1";
        start.Environment[disabled] = "0";
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal("256", lines[0]);                          // the width that the process had
        return lines[1..];
    }
}
