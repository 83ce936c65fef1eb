using NetInsight.Reports.Comparisons;

namespace NetInsight;

/// <summary>
/// A small region of an image that alone keeps a network's answer, or without which the answer changes; proved by running the network on
/// <see cref="Input"/>.
/// </summary>
public sealed record AnswerRegion
{
    private readonly bool[] _cells, _pixels;
    private readonly ImageCells _grid;

    internal AnswerRegion(ImageCells grid, bool[] cells, bool keeps, string method, Tensor input, RgbImage image)
    {
        (_grid, _cells, _pixels, Keeps) = (grid, cells, grid.PixelsOf(cells), keeps);
        (Method, Input, Image) = (method, input, image);
        CellCount = cells.Count(chosen => chosen);
        Share = (double)_pixels.Count(chosen => chosen) / _pixels.Length;
    }

    /// <summary>True: shown alone, the region keeps the answer. False: where it is hidden, the answer changes.</summary>
    public bool Keeps { get; }

    /// <summary>The map by whose order the region was found.</summary>
    public string Method { get; }

    /// <summary>Pixel rows of the network's input.</summary>
    public int Height => _grid.Height;

    /// <summary>Pixel columns of the network's input.</summary>
    public int Width => _grid.Width;

    /// <summary>Rows of the cells of which the region is made.</summary>
    public int CellRows => _grid.Rows;

    /// <summary>Columns of the cells.</summary>
    public int CellColumns => _grid.Columns;

    /// <summary>The number of cells in the region.</summary>
    public int CellCount { get; }

    /// <summary>The region's share of all pixels, from 0 to 1.</summary>
    public double Share { get; }

    /// <summary>
    /// Whether the region does without none of its cells: with any one of them left out it no longer does what it is for. False where the
    /// search ended before that was so. A smaller region of other cells may exist in any case.
    /// </summary>
    public bool IsMinimal { get; internal init; }

    /// <summary>The network's input that proves it: the region on the fill, or the image with the fill in the region.</summary>
    public Tensor Input { get; }

    /// <summary>That input as an image.</summary>
    public RgbImage Image { get; }

    /// <summary>The target's value for it.</summary>
    public double Score { get; internal init; }

    /// <summary>The class with the largest score for it; null where the network is no classifier.</summary>
    public Prediction? Top { get; internal init; }

    /// <summary>How many runs the search took.</summary>
    public int Runs { get; internal init; }

    /// <summary>What the region is and what the network answers, in plain sentences.</summary>
    public string Caption { get; internal init; } = "";

    /// <summary>Whether a pixel of the input lies in the region; both indices count from 0 at the top left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position lies outside the image.</exception>
    public bool Contains(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Height);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Width);
        return _pixels[row * Width + column];
    }

    /// <summary>The region's cells as rectangles of pixels of the input, row by row.</summary>
    public IReadOnlyList<PixelRectangle> Rectangles =>
        [.. Enumerable.Range(0, _cells.Length).Where(cell => _cells[cell]).Select(_grid.RectangleOf)];

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;
}
