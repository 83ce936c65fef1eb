using System.Collections.Immutable;

namespace NetInsight.Evaluation;

/// <summary>Draws a curve over fractions from 0 to 1 as a chart without text.</summary>
internal static class CurveDrawing
{
    private static readonly RgbColor Line = new(31, 78, 121), Under = new(205, 220, 235), Grid = new(225, 225, 225);

    /// <summary>The curve, with the area under it filled and lines at each quarter of both axes.</summary>
    /// <param name="fractions">Where the values are: within 0 to 1, increasing.</param>
    /// <param name="values">
    /// The values; a gap is drawn where one is not finite, and beyond the first and the last. A single one is drawn as a line.
    /// </param>
    /// <param name="scale">The values at the lower and the upper edge.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static RgbImage Draw(
        ImmutableArray<double> fractions, ImmutableArray<double> values, ColorScale scale, int height, int width)
    {
        byte[] pixels = RgbImage.NewPixels(height, width);
        pixels.AsSpan().Fill(255);
        double? previous = null;
        for (int column = 0; column < width; column++)
        {
            double value = ValueAt(fractions, values, width == 1 ? 0 : column / (width - 1.0));
            double? row = double.IsFinite(value) ? (1 - scale.Position(value)) * (height - 1) : null;
            for (int i = 0; i < height; i++)
            {
                bool isGrid = i == height - 1 || column == 0 || Quarter(i, height) || Quarter(column, width);
                RgbColor? color = row is { } at && i >= at ? Under : isGrid ? Grid : null;
                if (row is { } end && i >= Math.Min(end, previous ?? end) - 1 && i <= Math.Max(end, previous ?? end) + 1)
                    color = Line;
                if (color is { } drawn)
                    (pixels[3 * (i * width + column)], pixels[3 * (i * width + column) + 1], pixels[3 * (i * width + column) + 2]) = drawn;
            }

            previous = row;
        }

        return new RgbImage(pixels, height, width);
    }

    private static bool Quarter(int index, int extent) =>
        extent > 4 && index > 0 && 4 * index / (extent - 1) != 4 * (index - 1) / (extent - 1);

    private static double ValueAt(ImmutableArray<double> fractions, ImmutableArray<double> values, double fraction)
    {
        if (fractions.Length == 1)
            return values[0];
        if (fraction < fractions[0] || fraction > fractions[^1])
            return double.NaN;
        int next = 1;
        while (next < fractions.Length - 1 && fractions[next] < fraction)
            next++;
        double extent = fractions[next] - fractions[next - 1];
        double share = extent > 0 ? Math.Clamp((fraction - fractions[next - 1]) / extent, 0, 1) : 0;
        return share == 0 ? values[next - 1] : share == 1 ? values[next] : values[next - 1] + share * (values[next] - values[next - 1]);
    }
}
