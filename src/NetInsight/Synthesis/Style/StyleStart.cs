namespace NetInsight;

/// <summary>The image from which a style transfer starts.</summary>
public enum StyleStart
{
    /// <summary>The content.</summary>
    Content,

    /// <summary>Random pixels around the mean colour.</summary>
    Noise,
}
