using NetInsight.Imaging.Drawing;

namespace NetInsight;

/// <summary>Arranges images in a grid: filters, patches, activation maps of many channels.</summary>
public static class ImageGrid
{
    /// <summary>Places tiles row by row in equal cells, each as large as the largest tile; smaller tiles are centred.</summary>
    /// <param name="tiles">The images, in reading order; at least one.</param>
    /// <param name="columns">Cells a row; with fewer tiles there is one row of as many cells.</param>
    /// <param name="gap">Pixels between neighbouring cells; there is no border around the grid.</param>
    /// <param name="background">Colour of gaps, of empty cells and around smaller tiles; null means black.</param>
    /// <returns>An image of height rows * cell height + (rows - 1) * gap, and likewise in width.</returns>
    /// <exception cref="ArgumentException">No tiles, columns not positive, a negative gap, or an image too large to hold.</exception>
    public static RgbImage Arrange(IReadOnlyList<RgbImage> tiles, int columns, int gap = 1, RgbColor? background = null)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        if (tiles.Count == 0)
            throw new ArgumentException("A grid needs at least one tile.", nameof(tiles));

        columns = Math.Min(columns, tiles.Count);
        int rows = (tiles.Count + columns - 1) / columns;
        int cellHeight = tiles.Max(tile => tile.Height), cellWidth = tiles.Max(tile => tile.Width);
        RgbImage.CheckSize(Extent(rows, cellHeight, gap), Extent(columns, cellWidth, gap));
        int height = (int)Extent(rows, cellHeight, gap), width = (int)Extent(columns, cellWidth, gap);
        byte[] pixels = RgbImage.NewPixels(height, width);
        RectanglePainter.FillPixels(pixels, background ?? RgbColor.Black);
        for (int index = 0; index < tiles.Count; index++)
        {
            RgbImage tile = tiles[index];
            int top = index / columns * (cellHeight + gap) + (cellHeight - tile.Height) / 2;
            int left = index % columns * (cellWidth + gap) + (cellWidth - tile.Width) / 2;
            for (int y = 0; y < tile.Height; y++)
                tile.Row(y).CopyTo(pixels.AsSpan(3 * ((top + y) * width + left)));
        }

        return new RgbImage(pixels, height, width);
    }

    private static long Extent(int cells, int cellSize, int gap) => Math.BigMul(cells, cellSize) + Math.BigMul(cells - 1, gap);
}
