namespace NetInsight.Imaging.Heatmaps;

/// <summary>What several boxes cover together, as rectangles that do not overlap.</summary>
internal sealed class BoxUnion
{
    private readonly List<PixelRectangle> _parts = [];

    private BoxUnion()
    {
    }

    /// <summary>Boxes over an image.</summary>
    /// <exception cref="ArgumentException">There is none, or one is empty or lies outside the image.</exception>
    public static BoxUnion Of(IReadOnlyList<PixelRectangle> boxes, int height, int width)
    {
        if (boxes.Count == 0)
            throw new ArgumentException("At least one box is expected.", nameof(boxes));
        BoxUnion union = new();
        foreach (PixelRectangle box in boxes)
        {
            PixelRectangle clipped = box.ClippedTo(height, width);
            if (clipped.Height == 0 || clipped.Width == 0)
            {
                throw new ArgumentException(
                    $"The box of {box.Height} x {box.Width} pixels (height x width) at row {box.Top}, column {box.Left} is empty or lies "
                    + $"outside the image of {height} x {width} pixels.",
                    nameof(boxes));
            }

            List<PixelRectangle> added = [clipped];
            foreach (PixelRectangle part in union._parts)
                added = [.. added.SelectMany(piece => Without(piece, part))];
            union._parts.AddRange(added);
        }

        return union;
    }

    /// <summary>Which part of an area the boxes cover, from 0 to 1.</summary>
    public double ShareOf(MapArea area)
    {
        double covered = 0;
        foreach (PixelRectangle part in _parts)
        {
            double height = Math.Min(area.Top + area.Height, (double)part.Top + part.Height) - Math.Max(area.Top, part.Top);
            double width = Math.Min(area.Left + area.Width, (double)part.Left + part.Width) - Math.Max(area.Left, part.Left);
            if (height > 0 && width > 0)
                covered += height * width;
        }

        return covered / (area.Height * area.Width);
    }

    /// <summary>What of a rectangle lies outside another: above, below, left and right of it.</summary>
    private static IEnumerable<PixelRectangle> Without(PixelRectangle box, PixelRectangle other)
    {
        int top = Math.Max(box.Top, other.Top), bottom = Math.Min(box.Top + box.Height, other.Top + other.Height);
        int left = Math.Max(box.Left, other.Left), right = Math.Min(box.Left + box.Width, other.Left + other.Width);
        if (top >= bottom || left >= right)
            return [box];
        PixelRectangle[] rest =
        [
            new(box.Top, box.Left, top - box.Top, box.Width),
            new(bottom, box.Left, box.Top + box.Height - bottom, box.Width),
            new(top, box.Left, bottom - top, left - box.Left),
            new(top, right, bottom - top, box.Left + box.Width - right),
        ];
        return rest.Where(part => part is { Height: > 0, Width: > 0 });
    }
}
