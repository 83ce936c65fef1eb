using NetInsight.Imaging.Drawing;

namespace NetInsight;

/// <summary>Puts pictures side by side into one: filters, patches, activations of many channels.</summary>
public static class ImageGrid
{
    /// <summary>Lays tiles out row by row in equal cells, each as large as the largest tile; smaller tiles stand in the middle.</summary>
    /// <param name="tiles">The pictures, in reading order; at least one.</param>
    /// <param name="columns">Cells a row; with fewer tiles than that there is one row of just these.</param>
    /// <param name="gap">Pixels between neighbouring cells; there is no border around the whole.</param>
    /// <param name="background">Colour of gaps, of empty cells and around smaller tiles; null means black.</param>
    /// <returns>A picture of columns * cell width + (columns - 1) * gap, and so in height.</returns>
    /// <exception cref="ArgumentException">No tiles, columns not positive, a negative gap, or a picture too large to hold.</exception>
    public static RgbImage Arrange(IReadOnlyList<RgbImage> tiles, int columns, int gap = 1, RgbColor? background = null)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        if (tiles.Count == 0)
            throw new ArgumentException("A grid needs at least one tile.", nameof(tiles));

        columns = Math.Min(columns, tiles.Count);
        int rows = (tiles.Count + columns - 1) / columns;
        int cellWidth = tiles.Max(tile => tile.Width), cellHeight = tiles.Max(tile => tile.Height);
        RgbImage.CheckSize(Extent(rows, cellHeight, gap), Extent(columns, cellWidth, gap));
        int width = (int)Extent(columns, cellWidth, gap), height = (int)Extent(rows, cellHeight, gap);
        byte[] pixels = RgbImage.NewPixels(height, width);
        RectanglePainter.FillPixels(pixels, background ?? RgbColor.Black);
        for (int index = 0; index < tiles.Count; index++)
        {
            RgbImage tile = tiles[index];
            int left = index % columns * (cellWidth + gap) + (cellWidth - tile.Width) / 2;
            int top = index / columns * (cellHeight + gap) + (cellHeight - tile.Height) / 2;
            for (int y = 0; y < tile.Height; y++)
                tile.Row(y).CopyTo(pixels.AsSpan(3 * ((top + y) * width + left)));
        }

        return new RgbImage(pixels, height, width);
    }

    private static long Extent(int cells, int cell, int gap) => Math.BigMul(cells, cell) + Math.BigMul(cells - 1, gap);
}
