namespace NetInsight;

/// <summary>How often a network takes one class for another. Immutable.</summary>
/// <param name="Class">The images' class.</param>
/// <param name="Label">Its name.</param>
/// <param name="Predicted">The class that the network answers.</param>
/// <param name="PredictedLabel">Its name.</param>
/// <param name="Count">The number of images.</param>
public sealed record ShortcutConfusion(int Class, string Label, int Predicted, string PredictedLabel, int Count);
