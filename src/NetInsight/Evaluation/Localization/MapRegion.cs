using NetInsight.Imaging.Heatmaps;

namespace NetInsight.Evaluation.Localization;

/// <summary>Which cells of a map lie inside a region: those whose centres do.</summary>
internal static class MapRegion
{
    /// <summary>The cells inside a box.</summary>
    /// <param name="map">The map.</param>
    /// <param name="box">The box.</param>
    /// <param name="plane">In whose pixels it is given.</param>
    /// <exception cref="ArgumentException">No cell lies inside, or the map has no origin but the plane needs one.</exception>
    public static bool[] Of(Heatmap map, PixelRectangle box, RegionPlane plane)
    {
        (double[] rows, double[] columns) = Centers(map, plane);
        bool[] inside = Cells(rows, columns, (row, column) =>
            row >= box.Top && row < (double)box.Top + box.Height && column >= box.Left && column < (double)box.Left + box.Width);
        return Checked(inside, map, $"The box of {box.Height} x {box.Width} pixels at row {box.Top}, column {box.Left}", nameof(box));
    }

    /// <summary>The cells where a mask is above 0.</summary>
    /// <param name="map">The map.</param>
    /// <param name="mask">The mask over the whole plane, of any size.</param>
    /// <param name="plane">Over what it lies.</param>
    /// <exception cref="ArgumentException">No cell lies inside, or the map has no origin but the plane needs one.</exception>
    public static bool[] Of(Heatmap map, Heatmap mask, RegionPlane plane)
    {
        (double[] rows, double[] columns) = Centers(map, plane);
        (int height, int width) = plane == RegionPlane.Map
            ? (map.Height, map.Width)
            : (map.Origin!.ImageHeight, map.Origin.ImageWidth);
        double down = (double)mask.Height / height, right = (double)mask.Width / width;
        bool[] inside = Cells(rows, columns, (row, column) =>
        {
            (double i, double j) = (Math.Floor(row * down), Math.Floor(column * right));
            return i >= 0 && i < mask.Height && j >= 0 && j < mask.Width && mask[(int)i, (int)j] > 0;
        });
        return Checked(inside, map, $"The mask of {mask.Height} x {mask.Width}", nameof(mask));
    }

    /// <summary>Where the centres of the map's rows and columns lie on the plane, in its pixels.</summary>
    private static (double[] Rows, double[] Columns) Centers(Heatmap map, RegionPlane plane)
    {
        MapArea area = plane == RegionPlane.Map ? MapArea.Whole(map.Height, map.Width)
            : map.Origin?.Area ?? throw new ArgumentException(
                "The region is given in pixels of the original image, but which of them the map covers is not known: it has no origin. "
                + "Give an attribution of an image, not of a tensor, or a region in pixels of the map.",
                nameof(map));
        return (Along(area.Top, area.Height, map.Height), Along(area.Left, area.Width, map.Width));

        static double[] Along(double start, double extent, int cells) =>
            [.. Enumerable.Range(0, cells).Select(i => start + (i + 0.5) * extent / cells)];
    }

    private static bool[] Cells(double[] rows, double[] columns, Func<double, double, bool> contains)
    {
        bool[] inside = new bool[rows.Length * columns.Length];
        for (int at = 0; at < inside.Length; at++)
            inside[at] = contains(rows[at / columns.Length], columns[at % columns.Length]);
        return inside;
    }

    private static bool[] Checked(bool[] inside, Heatmap map, string region, string parameter) => inside.Contains(true)
        ? inside
        : throw new ArgumentException(
            $"{region} contains the centre of no position of the map of {map.Height} x {map.Width}"
            + (map.Origin is { } origin ? $", which covers {origin}." : "."),
            parameter);
}
