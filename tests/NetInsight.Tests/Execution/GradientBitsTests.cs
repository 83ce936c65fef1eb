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
    public async Task Any_vector_width_gives_the_same_bits()
    {
        string[] widest = await Hashes(has512: true, has256: true), half = await Hashes(has512: false, has256: true);
        string[] narrowest = await Hashes(has512: false, has256: false);
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

    private static Task<string[]> Hashes(bool has512, bool has256) => OwnProcess.LinesOf(
        StartupHook.Gradients, "1", ("DOTNET_EnableAVX512", has512 ? "1" : "0"), ("DOTNET_EnableAVX2", has256 ? "1" : "0"));
}
