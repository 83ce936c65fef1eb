namespace NetInsight;

/// <summary>Whose colours a transferred style has (Gatys et al. 2016, "Preserving Color in Neural Artistic Style Transfer").</summary>
public enum StyleColors
{
    /// <summary>The style's.</summary>
    FromStyle,

    /// <summary>
    /// The content's, pixel by pixel: the transfer runs on luminances, those of the style shifted and scaled to the content's mean and
    /// standard deviation, and the result gives its luminance to the content's colours (arXiv:1606.05897, section 3.2).
    /// </summary>
    ContentByLuminance,

    /// <summary>
    /// The content's, as a distribution: the style's colours are mapped linearly so that their mean and covariance are the content's before
    /// the transfer (section 3.1, with the symmetric root of Image Analogies).
    /// </summary>
    ContentByMatching,
}
