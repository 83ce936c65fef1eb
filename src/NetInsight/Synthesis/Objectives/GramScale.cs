namespace NetInsight;

/// <summary>
/// How the squared distance of Gram matrices G = F F' / (C H W) is scaled; F is the feature map as C x (H W). Weights of one form do not
/// suit another.
/// </summary>
public enum GramScale
{
    /// <summary>The sum over all C x C elements.</summary>
    Sum,

    /// <summary>Their mean (Johnson's neural-style).</summary>
    Mean,

    /// <summary>A quarter of the sum: 1 / (4 C^2 (H W)^2) times that of F F' (Gatys et al. 2015, arXiv:1505.07376, equation 4).</summary>
    Quarter,

    /// <summary>The sum divided by the sum of squares of the given matrix: distances of any layer of any network have one scale.</summary>
    Relative,
}
