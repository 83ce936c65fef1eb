using System.Globalization;

namespace NetInsight;

/// <summary>The result of <see cref="PointingGame"/>. Immutable.</summary>
public sealed class PointingGameScore
{
    /// <summary>Scores a map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="inside">For each position whether it lies in the region; at least one does.</param>
    /// <param name="options">The tolerance.</param>
    internal PointingGameScore(Heatmap map, bool[] inside, PointingGameOptions options)
    {
        ReadOnlySpan<float> values = map.Values;
        int peak = -1, count = 0, finite = 0;
        double positive = 0, positiveInside = 0;
        for (int i = 0; i < values.Length; i++)
        {
            count += inside[i] ? 1 : 0;
            if (!float.IsFinite(values[i]))
                continue;
            finite++;
            peak = peak < 0 || values[i] > values[peak] ? i : peak;
            double evidence = Math.Max(values[i] - map.Neutral, 0);
            positive += evidence;
            positiveInside += inside[i] ? evidence : 0;
        }

        if (peak < 0)
            throw new ArgumentException("The map holds no finite value.", nameof(map));
        (Row, Column) = (peak / map.Width, peak % map.Width);
        Distance = Math.Sqrt(SquaredDistance(inside, map.Width, Row, Column));
        (Tolerance, IsHit) = (options.Tolerance, Distance < options.Tolerance);
        Energy = positive > 0 ? positiveInside / positive : double.NaN;
        RegionShare = (double)count / inside.Length;
        ColorScale range = ColorScale.Of(values);
        string constant = range.Minimum == range.Maximum ? " All values of the map are equal: it points nowhere." : "";
        string energy = positive > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Energy:0.0%} of the positive values lie in the region")
            : "no value is positive";
        string missing = finite == values.Length ? "" : $" {values.Length - finite:N0} positions have no finite value.";
        Caption = string.Create(
            CultureInfo.InvariantCulture,
            $"Pointing game: the largest value, at row {Row}, column {Column}, {(IsHit ? "hits" : "misses")} the region (distance "
            + $"{Distance:0.#} pixels, tolerance {Tolerance:0.#}); {energy}, which is {RegionShare:0.0%} of the map.{constant}{missing}");
    }

    /// <summary>The row of the first largest value, from 0 at the top, in pixels of the map.</summary>
    public int Row { get; }

    /// <summary>Its column, from 0 at the left.</summary>
    public int Column { get; }

    /// <summary>Its distance to the nearest pixel of the region, in pixels of the map; 0 inside.</summary>
    public double Distance { get; }

    /// <summary>The tolerance of the options.</summary>
    public double Tolerance { get; }

    /// <summary>Whether the distance is below the tolerance.</summary>
    public bool IsHit { get; }

    /// <summary>The share of the sum of positive values that lies in the region, 0 to 1; NaN where none is positive.</summary>
    public double Energy { get; }

    /// <summary>The region's share of the map's positions: the energy of a map that is the same everywhere.</summary>
    public double RegionShare { get; }

    /// <summary>The numbers in a sentence.</summary>
    public string Caption { get; }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;

    private static double SquaredDistance(bool[] inside, int width, int row, int column)
    {
        double least = double.PositiveInfinity;
        for (int i = 0; i < inside.Length; i++)
        {
            if (!inside[i])
                continue;
            double down = i / width - row, right = i % width - column;
            least = Math.Min(least, down * down + right * right);
        }

        return least;
    }
}
