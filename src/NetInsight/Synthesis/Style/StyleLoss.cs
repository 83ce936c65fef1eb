namespace NetInsight;

/// <summary>The loss of one layer in a style transfer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="IsContent">Whether it is a distance of features from the content's, not of Gram matrices from the style's.</param>
/// <param name="Weight">
/// What the distance is multiplied by in the whole loss: the layer's weight times the content's or the style's.
/// </param>
/// <param name="Distance">The distance of the final image, without the weight and before it is rounded to pixels.</param>
public sealed record StyleLoss(string Layer, bool IsContent, double Weight, double Distance);
