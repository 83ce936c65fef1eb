namespace NetInsight;

/// <summary>An image of a class with much evidence outside the object's boxes, or outside the centre. Immutable.</summary>
/// <param name="ImageId">The image's name.</param>
/// <param name="Predicted">The index of the class that the network answers.</param>
/// <param name="PredictedLabel">Its name.</param>
/// <param name="OutsideShare">The share of the evidence outside, from 0 to 1.</param>
/// <param name="Image">The network's input in gray under the map, small.</param>
public sealed record ShortcutExample(string ImageId, int Predicted, string PredictedLabel, double OutsideShare, RgbImage Image);
