using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NetInsight.Tests.Execution;

/// <summary>Gradients have the same bits with any number of threads and any vector width.</summary>
public sealed class GradientBitsTests
{
    public static TheoryData<string> Networks => [.. GradientNetworks.Names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Any_number_of_threads_gives_the_same_bits(string network)
    {
        Tensor one = GradientNetworks.Gradient(network, threads: 1, isExact: false);
        Assert.Contains(one.AsSpan().ToArray(), value => value != 0);
        foreach (int threads in new[] { 2, 3, 8 })
            Assert.Equal(one.AsSpan(), GradientNetworks.Gradient(network, threads, isExact: false).AsSpan());
    }

    /// <summary>
    /// .NET settles the vector width when a process starts. Without AVX2 it does not use fused multiply-adds either, so that products are
    /// rounded before they are added: with 128 bit only gradients in which nothing rounds are compared.
    /// </summary>
    [Fact]
    public void Any_vector_width_gives_the_same_bits()
    {
        string[] widest = Hashes([]), half = Hashes(["DOTNET_EnableAVX512"]);
        string[] narrowest = Hashes(["DOTNET_EnableAVX512", "DOTNET_EnableAVX2"]);
        int networks = GradientNetworks.Names.Count();
        Assert.Equal(2 * networks, widest.Length);
        Assert.Equal(2 * networks, widest.Distinct().Count());
        Assert.Equal(widest, half);
        Assert.Equal(widest[..networks], narrowest[..networks]);
    }

    /// <summary>The gradients' hashes: of all networks without rounding, then with it.</summary>
    internal static IEnumerable<string> HashesHere() =>
        from isExact in new[] { true, false }
        from name in GradientNetworks.Names
        select $"{name} {HashOf(GradientNetworks.Gradient(name, threads: 1, isExact))}";

    private static string HashOf(Tensor gradient) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(gradient.AsSpan())));

    private static string[] Hashes(string[] disabled)
    {
        string tests = typeof(StartupHook).Assembly.Location;
        ProcessStartInfo start = new(Path.ChangeExtension(tests, OperatingSystem.IsWindows() ? "exe" : null)!)
        {
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_STARTUP_HOOKS"] = tests;
        start.Environment[StartupHook.Gradients] = "1";
        foreach (string variable in new[] { "DOTNET_EnableAVX512", "DOTNET_EnableAVX2" })
            start.Environment[variable] = disabled.Contains(variable) ? "0" : "1";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
