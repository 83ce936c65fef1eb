namespace NetInsight;

/// <summary>An image that was found from the features of another in one layer.</summary>
public sealed class LayerInversion
{
    internal LayerInversion(string layer, SynthesizedImages images) => (Layer, Images) = (layer, images);

    /// <summary>The layer.</summary>
    public string Layer { get; }

    /// <summary>The image, with the objective (minus the distance) and the penalties before each step.</summary>
    public SynthesizedImages Images { get; }

    /// <summary>
    /// The squared distance of its features from the original's, relative to the sum of the original's squares; null where the computation
    /// was cancelled.
    /// </summary>
    public double? Distance => Images.FinalValues is { } values ? -values[0] : null;
}
