using System.Collections.Immutable;

namespace NetInsight;

/// <summary>The most probable classes of one of many images. Immutable.</summary>
/// <param name="ImageId">The image's name, as its <see cref="NamedImage"/> or its path has it.</param>
/// <param name="Predictions">The most probable classes, best first; at least one.</param>
public sealed record ImagePredictions(string ImageId, ImmutableArray<Prediction> Predictions)
{
    /// <summary>The most probable class.</summary>
    public Prediction Top => Predictions[0];

    /// <summary>Name and most probable class: <c>elephant.jpg: African elephant (89.2%)</c>.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ImageId}: {Top.Label} ({100 * Top.Probability:0.0}%)");
}
