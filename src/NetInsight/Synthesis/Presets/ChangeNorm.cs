namespace NetInsight;

/// <summary>How the change of an image is measured where it has a bound.</summary>
public enum ChangeNorm
{
    /// <summary>The largest change of a channel of a pixel.</summary>
    Largest,

    /// <summary>The Euclidean norm over all channels of all pixels.</summary>
    Euclidean,
}
