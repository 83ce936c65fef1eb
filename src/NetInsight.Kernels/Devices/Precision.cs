namespace NetInsight;

/// <summary>How exact the arithmetic of a run is.</summary>
public enum Precision
{
    /// <summary>
    /// The default: 3 x 3 convolutions by Winograd's transforms where they are faster. Results differ from <see cref="Exact"/> by about
    /// 1e-6 of the largest.
    /// </summary>
    Fast,

    /// <summary>Every convolution by its definition: one sum for each output, in a fixed order.</summary>
    Exact,
}
