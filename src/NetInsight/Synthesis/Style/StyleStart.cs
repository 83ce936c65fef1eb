namespace NetInsight;

/// <summary>The image from which a style transfer starts.</summary>
public enum StyleStart
{
    /// <summary>The content.</summary>
    Content,

    /// <summary>Random pixels around mid gray, with a standard deviation of a tenth of the range.</summary>
    Noise,
}
