using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The result of <see cref="SensitivityMax"/>: how far each noisy copy's map is from the image's. Immutable.</summary>
public sealed class SensitivityMaxScore
{
    internal SensitivityMaxScore(AttributionMap map, ImmutableArray<double> changes, double radius, SensitivityMaxOptions options)
    {
        (Map, Changes, Radius) = (map, changes, radius);
        double[] defined = [.. changes.Where(double.IsFinite)];
        (Value, Mean) = defined.Length == 0 ? (double.NaN, double.NaN) : (defined.Max(), defined.Average());
        Caption = string.Create(
            CultureInfo.InvariantCulture,
            $"Sensitivity-max for {map.Target}: maps of {options.Samples} copies with uniform noise of at most {Digits.Of(radius)} "
            + $"in units of the input ({options.Radius:0.###} standard deviations, seed {options.Seed}). ")
            + (defined.Length == 0
                ? "The map of the image is zero everywhere: there is no relative change."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Largest change of the map {Value:0.000}, mean {Mean:0.000}, relative to its norm. Lower is more stable."));
    }

    /// <summary>The map of the image without noise.</summary>
    public AttributionMap Map { get; }

    /// <summary>The largest of <see cref="Changes"/>, at least 0; NaN where the map is zero everywhere.</summary>
    public double Value { get; }

    /// <summary>The mean of <see cref="Changes"/>: average sensitivity.</summary>
    public double Mean { get; }

    /// <summary>For each copy the Frobenius norm of the maps' difference, divided by that of the image's map.</summary>
    public ImmutableArray<double> Changes { get; }

    /// <summary>The largest change of an element of the preprocessed input, in its units.</summary>
    public double Radius { get; }

    /// <summary>What was done, and the numbers.</summary>
    public string Caption { get; }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;
}
