using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Reproducibility;

/// <summary>Hashes of the bits of results of many kinds, to be compared with those of another process.</summary>
internal static class ResultHashes
{
    /// <summary>The variable with which a process prints them and ends.</summary>
    public const string Variable = "NETINSIGHT_BITS";

    /// <summary>A line of name and hash for each result.</summary>
    public static IEnumerable<string> All()
    {
        using Model residual = Architectures.CifarResNet(20, HashFill.Weights), small = SmallNetworks.Color(21, 17);
        Tensor batch = HashFill.Image("bits", 5, 32), odd = HashFill.Uniform("bits.odd", new Shape(3, 3, 21, 17), -2, 2);
        yield return Line("logits of a residual network", residual.Logits(batch));
        yield return Line("its gradient", residual.Gradient(batch, Target.Class(3)));
        yield return Line("logits at odd sizes", small.Logits(odd));
        yield return Line("gradient at odd sizes", small.Gradient(odd, Target.Class(3)));
        Tensor image = new(new Shape(1, 3, 21, 17), odd.AsSpan()[..(3 * 21 * 17)]);
        OcclusionOptions windows = new() { Window = new OcclusionWindow(5, 4) };
        yield return Line("occlusion", Occlusion.Compute(small, image, Target.Class(2), windows).Values);
        yield return Line("RISE", Rise.Compute(small, image, Target.Class(2), new RiseOptions { Masks = 20 }).Values);
        yield return Line("relevance", LayerwiseRelevance.Compute(small, image, Target.Class(2)).Values);
        using Model exact = SmallNetworks.Color(21, 17).WithExactArithmetic();
        yield return Line("exact logits", exact.Logits(odd));
        Tensor points = HashFill.Uniform("bits.points", new Shape(70, 19), -1, 1);
        yield return Line("t-SNE", TSne.Compute(points, new TSneOptions { Perplexity = 8, Iterations = 60 }).Points);
        yield return Line("principal components", PrincipalComponents.Compute(points, 3).Transform(points));
    }

    private static string Line(string name, Tensor result) =>
        $"{name}\t{Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(result.AsSpan())))}";
}
