using System.Collections.Immutable;
using NetInsight.Attribution.Occlusion;
using NetInsight.Graphs;
using NetInsight.Models;

namespace NetInsight;

/// <summary>The positions of one window over an image, and the network's output for each.</summary>
public sealed class OcclusionGrid
{
    private readonly PixelRectangle _region;
    private readonly Tensor _logits;
    private readonly Tensor _probabilities;
    private readonly double[] _scores;

    private OcclusionGrid(OcclusionWindow window, PixelRectangle region, Tensor logits, Tensor probabilities, double[] scores)
    {
        Window = window;
        _region = region;
        _logits = logits;
        _probabilities = probabilities;
        _scores = scores;
    }

    /// <summary>The window.</summary>
    public OcclusionWindow Window { get; }

    /// <summary>The region over which the positions lie.</summary>
    internal PixelRectangle Region => _region;

    /// <summary>The logits of all positions, [positions, classes].</summary>
    internal ReadOnlySpan<float> Logits => _logits.AsSpan();

    /// <summary>Positions from top to bottom; the last is clipped where the stride does not end at the edge.</summary>
    public int Rows => Positions(_region.Height, Window.Height, Window.StrideDown);

    /// <summary>Positions from left to right; the last is clipped where the stride does not end at the edge.</summary>
    public int Columns => Positions(_region.Width, Window.Width, Window.StrideRight);

    /// <summary>Rows of positions at which the window is not clipped.</summary>
    public int WholeRows => (_region.Height - Window.Height) / Window.StrideDown + 1;

    /// <summary>Columns of positions at which the window is not clipped.</summary>
    public int WholeColumns => (_region.Width - Window.Width) / Window.StrideRight + 1;

    /// <summary>The pixels that are occluded at a position, in the network's input.</summary>
    public PixelRectangle RectangleAt(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
        int top = row * Window.StrideDown, left = column * Window.StrideRight;
        return new PixelRectangle(
            _region.Top + top,
            _region.Left + left,
            Math.Min(Window.Height, _region.Height - top),
            Math.Min(Window.Width, _region.Width - left));
    }

    /// <summary>The value of the explained target, in its unit, with the window at a position.</summary>
    public double Score(int row, int column) => _scores[Index(row, column)];

    /// <summary>The probability of a class, from 0 to 1, with the window at a position.</summary>
    public float Probability(int row, int column, int target) => _probabilities[Index(row, column), target];

    /// <summary>The logit of a class with the window at a position.</summary>
    public float Logit(int row, int column, int target) => _logits[Index(row, column), target];

    /// <summary>The most probable class with the window at a position; the first of equal ones.</summary>
    public int WinningClass(int row, int column)
    {
        int classes = _logits.Shape[1];
        return TopClass.Of(_logits.AsSpan().Slice(Index(row, column) * classes, classes));
    }

    /// <summary>The positions of a window that fits the region, without outputs.</summary>
    internal static OcclusionGrid Lay(OcclusionWindow window, PixelRectangle region)
    {
        Tensor none = new(new Shape(0, 1));
        return new OcclusionGrid(window, region, none, none, []);
    }

    internal IEnumerable<PixelRectangle> Rectangles() =>
        from row in Enumerable.Range(0, Rows) from column in Enumerable.Range(0, Columns) select RectangleAt(row, column);

    /// <summary>The grids with their outputs, which are those of all positions, grid by grid, row by row.</summary>
    internal static ImmutableArray<OcclusionGrid> Split(ImmutableArray<OcclusionGrid> grids, Head head, OcclusionScores scores, int threads)
    {
        int start = 0;
        ImmutableArray<OcclusionGrid>.Builder result = ImmutableArray.CreateBuilder<OcclusionGrid>(grids.Length);
        foreach (OcclusionGrid grid in grids)
        {
            int positions = grid.Rows * grid.Columns;
            OcclusionScores own = scores.Slice(start, positions);
            result.Add(new OcclusionGrid(grid.Window, grid._region, own.Logits, own.Probabilities(head, threads), own.Targets));
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
