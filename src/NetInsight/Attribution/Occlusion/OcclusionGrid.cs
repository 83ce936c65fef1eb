using System.Collections.Immutable;
using NetInsight.Graphs;

namespace NetInsight;

/// <summary>The positions of one window over a picture, and what the network said at each.</summary>
public sealed class OcclusionGrid
{
    private readonly PixelRectangle _region;
    private readonly Tensor _logits;
    private readonly Tensor _probabilities;

    private OcclusionGrid(OcclusionWindow window, PixelRectangle region, Tensor logits)
    {
        Window = window;
        _region = region;
        _logits = logits;
        _probabilities = logits.Count == 0 ? logits : Head.Softmax(logits);
    }

    /// <summary>The window.</summary>
    public OcclusionWindow Window { get; }

    /// <summary>Positions from top to bottom; the last is cut off where the stride does not end at the edge.</summary>
    public int Rows => Positions(_region.Height, Window.Height, Window.StrideDown);

    /// <summary>Positions from left to right; the last is cut off where the stride does not end at the edge.</summary>
    public int Columns => Positions(_region.Width, Window.Width, Window.StrideRight);

    /// <summary>Rows of positions at which the window is whole.</summary>
    public int WholeRows => (_region.Height - Window.Height) / Window.StrideDown + 1;

    /// <summary>Columns of positions at which the window is whole.</summary>
    public int WholeColumns => (_region.Width - Window.Width) / Window.StrideRight + 1;

    /// <summary>The pixels that are hidden at a position, in the network's input.</summary>
    public PixelRectangle RectangleAt(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
        int top = row * Window.StrideDown, left = column * Window.StrideRight;
        return new PixelRectangle(
            _region.Top + top, _region.Left + left, Math.Min(Window.Height, _region.Height - top), Math.Min(Window.Width, _region.Width - left));
    }

    /// <summary>The probability of a class, from 0 to 1, while the window hides a position.</summary>
    public float Probability(int row, int column, int target) => _probabilities[Index(row, column), target];

    /// <summary>The logit of a class while the window hides a position.</summary>
    public float Logit(int row, int column, int target) => _logits[Index(row, column), target];

    /// <summary>The most probable class while the window hides a position; the first of equals.</summary>
    public int WinningClass(int row, int column)
    {
        int classes = _logits.Shape[1];
        ReadOnlySpan<float> scores = _logits.AsSpan().Slice(Index(row, column) * classes, classes);
        int best = 0;
        for (int k = 1; k < classes; k++)
        {
            if (scores[k] > scores[best])
                best = k;
        }

        return best;
    }

    /// <summary>The positions of a window that fits the region, with nothing computed yet.</summary>
    internal static OcclusionGrid Lay(OcclusionWindow window, PixelRectangle region) => new(window, region, new Tensor(new Shape(0, 1)));

    internal IEnumerable<PixelRectangle> Rectangles() =>
        from row in Enumerable.Range(0, Rows) from column in Enumerable.Range(0, Columns) select RectangleAt(row, column);

    /// <summary>Gives each of the grids its share of the logits, which are in the order of grids and positions.</summary>
    internal static ImmutableArray<OcclusionGrid> Split(ImmutableArray<OcclusionGrid> grids, Tensor logits)
    {
        int classes = logits.Shape[1], start = 0;
        ImmutableArray<OcclusionGrid>.Builder result = ImmutableArray.CreateBuilder<OcclusionGrid>(grids.Length);
        foreach (OcclusionGrid grid in grids)
        {
            int positions = grid.Rows * grid.Columns;
            Tensor share = new(new Shape(positions, classes), logits.AsSpan().Slice(start * classes, positions * classes));
            result.Add(new OcclusionGrid(grid.Window, grid._region, share));
            start += positions;
        }

        return result.MoveToImmutable();
    }

    private static int Positions(int extent, int window, int stride) => (extent - window + stride - 1) / stride + 1;

    private int Index(int row, int column)
    {
        _ = RectangleAt(row, column);
        return row * Columns + column;
    }
}
