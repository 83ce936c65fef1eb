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
        string[] there = await OwnProcess.LinesOf(ResultHashes.Variable, "1", ("DOTNET_EnableAVX512", "0"));
        Assert.Equal("256", there[0]);                          // the width that the process had
        Assert.Equal(here, there[1..]);
    }
}
