using System.Collections.Immutable;
using NetInsight.Imaging;
using NetInsight.Reports.Comparisons;

namespace NetInsight;

/// <summary>One map of a <see cref="ComparisonReport"/> with its scores: that of a method.</summary>
public sealed record ComparedMethod
{
    internal ComparedMethod(string name, string reading) => (Name, Reading) = (name, reading);

    /// <summary>The method's name.</summary>
    public string Name { get; }

    /// <summary>What the colours of its map mean, as one sentence.</summary>
    public string Reading { get; }

    /// <summary>Why the method does not apply to this network or target; null where it does.</summary>
    public string? Problem { get; internal init; }

    /// <summary>The map over the pixels of the network's input, in the method's own units; null where it does not apply.</summary>
    public Heatmap? Heatmap { get; internal init; }

    /// <summary>The whole result of the library's own methods; null for others, for controls, and where it does not apply.</summary>
    public AttributionMap? Map { get; internal init; }

    /// <summary>How long the map took.</summary>
    public TimeSpan Time { get; internal init; }

    /// <summary>The target as the pixels of largest value are replaced first; lower is more faithful. Null where there is no map.</summary>
    public DeletionCurve? Deletion { get; internal init; }

    /// <summary>The target as they are shown first; higher is more faithful. Null where there is no map.</summary>
    public InsertionCurve? Insertion { get; internal init; }

    /// <summary>
    /// How unevenly the map's magnitude is spread over pixels, from 0 (evenly) to 1 (one pixel): see <see cref="NetInsight.Sparseness"/>.
    /// NaN where there is no map, or it is 0 everywhere.
    /// </summary>
    public double Sparseness { get; internal init; } = double.NaN;

    /// <summary>
    /// The rank correlation, from -1 to 1, of the map with the same method's map for the network with random weights in all layers: near 0
    /// for a map that depends on what the network has learned. NaN where it was not computed or is not defined.
    /// </summary>
    public double RandomizedCorrelation { get; internal init; } = double.NaN;

    /// <summary>The random control whose grain is that of the map; empty for controls and where there is no map.</summary>
    public string Control { get; internal init; } = "";

    /// <summary>What the scores say of the map for this image.</summary>
    public ComparisonVerdict Verdict { get; internal init; }

    /// <summary>The scores as plain sentences, in the order of the page.</summary>
    public ImmutableArray<string> Sentences { get; internal init; } = [];

    /// <summary>
    /// Insertion less deletion: the areas of the probabilities, or, where no single class is explained, of the target's values. The larger,
    /// the more faithful; NaN where there is no map.
    /// </summary>
    public double Faithfulness => InsertionArea - DeletionArea;

    /// <summary>
    /// The area of the deletion curve that is compared: of probabilities, or of the target's values. NaN where there is none.
    /// </summary>
    public double DeletionArea => Deletion is { } curve ? curve.ProbabilityArea ?? curve.Area : double.NaN;

    /// <summary>The area of the insertion curve that is compared; NaN where there is none.</summary>
    public double InsertionArea => Insertion is { } curve ? curve.ProbabilityArea ?? curve.Area : double.NaN;

    /// <summary>
    /// The map on the scale that all methods share, from -1 (blue) over 0 (no colour) to 1 (red): its value less the one that stands for no
    /// part (0; for RISE the mean over all masks), divided by the distance within which 99% of the pixels lie, beyond which it is cut.
    /// Hatched where the map is. Null where there is no map.
    /// </summary>
    public Heatmap? Scaled
    {
        get
        {
            if (Heatmap is not { } map)
                return null;
            string caption = Scale.IsEmpty ? $"{Name}, drawn empty: it shows no evidence. {map.Caption}"
                : $"{Name} on the shared scale: (value - {Digits.Of(Scale.Neutral)}) / {Digits.Of(Scale.End)}, cut to -1 .. 1. "
                + map.Caption;
            float[] values = [.. map.Values.ToArray().Select(Scale.Position)];
            Heatmap scaled = new Heatmap(map.Height, map.Width, values, caption, Colormap.RedBlue, new ColorScale(-1, 1))
                .WithOrigin(map.Origin);
            return map.Hatched.IsEmpty ? scaled : scaled.WithHatching(map.Hatched);
        }
    }

    /// <summary>Name and verdict.</summary>
    public override string ToString() => $"{Name}: {(Problem is null ? Verdict.ToString() : Problem)}";

    /// <summary>How the map is put on the shared scale.</summary>
    internal SharedScale Scale { get; init; } = new(0, 0, true);
}
