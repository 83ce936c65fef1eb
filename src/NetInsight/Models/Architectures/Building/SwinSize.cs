namespace NetInsight.Models.Architectures.Building;

/// <summary>The extents of a Swin transformer.</summary>
/// <param name="Name">The architecture's name, for messages.</param>
/// <param name="Depths">Blocks of each stage.</param>
/// <param name="Channels">Channels of the first stage; each further one has twice as many.</param>
/// <param name="Heads">Heads of each stage's self-attention.</param>
/// <param name="ShortSide">The preprocessing's short side.</param>
/// <param name="Window">Positions along one side of a window where the weights do not say.</param>
internal sealed record SwinSize(string Name, int[] Depths, int Channels, int[] Heads, int ShortSide, int Window = 7)
{
    /// <summary>Pixels along one side of a patch.</summary>
    public const int Patch = 4;

    /// <summary>What layer normalisations add to the variance.</summary>
    public const float Epsilon = 1e-5f;
}
