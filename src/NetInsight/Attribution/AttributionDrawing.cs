using NetInsight.Imaging;

namespace NetInsight.Attribution;

/// <summary>How attributions are drawn: signed ones about 0, magnitudes from 0, with the scale in the caption.</summary>
internal static class AttributionDrawing
{
    /// <summary>
    /// The share of positions that colours tell apart; beyond it they end. Gradients have a few extreme values, which would leave all
    /// others white (Smilkov et al. 2017, arXiv:1706.03825, section 3.1: values are capped at the 99th percentile).
    /// </summary>
    public const double Share = 0.99;

    /// <summary>A signed map: red positive, blue negative, white 0.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="values">The values, row-major.</param>
    /// <param name="caption">Definition, signs and units; the scale is added.</param>
    /// <param name="share">The share of positions whose magnitudes the colours tell apart; 1 for all.</param>
    public static Heatmap Signed(int height, int width, float[] values, string caption, double share = 1)
    {
        (double end, double largest) = EndOf(values, share);
        return new Heatmap(
            height, width, values, caption + ScaleText("-", end, largest, share), Colormap.RedBlue, new ColorScale(-end, end));
    }

    /// <summary>A map without negative values: dark 0, bright large.</summary>
    /// <inheritdoc cref="Signed"/>
    public static Heatmap Magnitudes(int height, int width, float[] values, string caption, double share = 1)
    {
        (double end, double largest) = EndOf(values, share);

        // A scale without extent would draw zeros in the colour of its middle.
        ColorScale scale = new(0, Math.Max(end, float.Epsilon));
        return new Heatmap(height, width, values, caption + ScaleText("0 to ", end, largest, share), Colormap.Inferno, scale);
    }

    /// <summary>What is special about a map's values, as sentences; empty where nothing is.</summary>
    public static string Remarks(ReadOnlySpan<float> values)
    {
        int finite = 0, positive = 0, negative = 0;
        foreach (float value in values)
        {
            finite += float.IsFinite(value) ? 1 : 0;
            positive += value > 0 ? 1 : 0;
            negative += value < 0 ? 1 : 0;
        }

        string none = finite == values.Length ? "" : $" {values.Length - finite:N0} of {values.Length:N0} positions have no finite value.";
        return none + (finite == 0 ? ""
            : positive == 0 && negative == 0 ? " Drawn empty: every value is 0, the map shows no evidence."
            : positive == 0 ? " No value is positive." : "");
    }

    /// <summary>The magnitude at which colours end, and the largest; both 0 where all are.</summary>
    private static (double End, double Largest) EndOf(float[] values, double share)
    {
        float[] magnitudes = [.. values.Where(float.IsFinite).Select(Math.Abs).Order()];
        if (magnitudes.Length == 0)
            return (0, 0);
        int last = Math.Clamp((int)Math.Ceiling(share * magnitudes.Length) - 1, 0, magnitudes.Length - 1);
        double largest = magnitudes[^1], end = magnitudes[last];
        return (end > 0 ? end : largest, largest);
    }

    private static string ScaleText(string from, double end, double largest, double share)
    {
        if (largest == 0)
            return "";
        string range = from == "-" ? $"{Digits.Of(-end)} to {Digits.Of(end)}" : $"{from}{Digits.Of(end)}";
        return end < largest
            ? $" Colours: {range}, which holds {share:0%} of the positions; the largest magnitude is {Digits.Of(largest)}."
            : $" Colours: {range}.";
    }
}
