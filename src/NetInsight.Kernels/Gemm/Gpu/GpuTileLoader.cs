using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>Where a row's window begins: the offset, row and column of its corner.</summary>
internal readonly record struct GpuCorner(int Origin, int Top, int Left);

/// <summary>What one thread loads of both factors for one buffer; those beyond what its tile needs stay unused.</summary>
internal readonly record struct GpuTilePart(
    GpuFloat4 X0, GpuFloat4 X1, GpuFloat4 X2, GpuFloat4 X3, GpuFloat4 W0, GpuFloat4 W1, GpuFloat4 W2, GpuFloat4 W3);

/// <summary>One thread's share of bringing tiles of both factors into shared memory.</summary>
/// <remarks>
/// <code>
///   X:       thread t loads 4 of the depth, from 4 (t mod 4), of rows t / 4, t / 4 + threads / 4, ..; stored transposed [depth, rows]
///   Weights: thread t loads 4 columns of an index of the depth; stored as they lie [depth, columns]
/// </code>
/// </remarks>
internal readonly struct GpuTileLoader<TTile, TAccess> where TTile : struct, IGpuGemmTile where TAccess : struct, IGpuGemmAccess
{
    private const int Deep = GpuSgemm.Deep, Gap = GpuSgemm.Gap;

    private readonly GpuCorner _corner0, _corner1, _corner2, _corner3;
    private readonly int _row, _deep, _wDeep, _wColumn, _column, _x, _weights, _end;

    /// <summary>The share of thread <paramref name="t"/> in the tile that begins at a row and column.</summary>
    public GpuTileLoader(GpuSgemmArguments a, int firstRow, int firstColumn, int t, int end)
    {
        (_row, _deep) = (t / 4, t % 4 * 4);
        (_wDeep, _wColumn) = (t / (TTile.Columns / 4), t % (TTile.Columns / 4) * 4);
        (_column, _end) = (firstColumn + _wColumn, end);
        (_x, _weights) = (Grid.IdxZ * a.Batch.X, Grid.IdxZ * a.Batch.Weights);
        _corner0 = CornerOf(a.Rows, firstRow + _row);
        _corner1 = CornerOf(a.Rows, firstRow + _row + RowStep);
        _corner2 = default;
        _corner3 = default;
        if (Passes > 2)
        {
            _corner2 = CornerOf(a.Rows, firstRow + _row + 2 * RowStep);
            _corner3 = CornerOf(a.Rows, firstRow + _row + 3 * RowStep);
        }
    }

    private static int Threads => TTile.Rows * TTile.Columns / 64;

    private static int RowStep => Threads / 4;

    private static int Passes => TTile.Rows / RowStep;

    private static int DeepStep => Threads / (TTile.Columns / 4);

    private static int WeightPasses => Deep / DeepStep;

    /// <summary>The thread's first tap from an index of the depth on.</summary>
    public GpuTap TapAt(GpuSgemmArguments a, int begin) => a.Rows.TapOf(begin + _deep);

    /// <summary>Loads the thread's elements of the 16 of the depth that begin at <paramref name="start"/>.</summary>
    public GpuTilePart Load(GpuSgemmArguments a, GpuTap tap, int start)
    {
        GpuFloat4 x2 = default, x3 = default, w2 = default, w3 = default;
        GpuFloat4 x0 = LoadX(a, _corner0, tap, start), x1 = LoadX(a, _corner1, tap, start);
        if (Passes > 2)
        {
            x2 = LoadX(a, _corner2, tap, start);
            x3 = LoadX(a, _corner3, tap, start);
        }

        GpuFloat4 w0 = LoadWeights(a, start + _wDeep), w1 = LoadWeights(a, start + _wDeep + DeepStep);
        if (WeightPasses > 2)
        {
            w2 = LoadWeights(a, start + _wDeep + 2 * DeepStep);
            w3 = LoadWeights(a, start + _wDeep + 3 * DeepStep);
        }

        return new GpuTilePart(x0, x1, x2, x3, w0, w1, w2, w3);
    }

    /// <summary>Stores them in a buffer.</summary>
    public void Store(GpuTilePart part, ArrayView<float> xs, ArrayView<float> ws, int buffer)
    {
        int x = buffer * (Deep * (TTile.Rows + Gap)) + _deep * (TTile.Rows + Gap) + _row;
        int w = buffer * (Deep * TTile.Columns) + _wDeep * TTile.Columns + _wColumn;
        StoreX(part.X0, xs, x);
        StoreX(part.X1, xs, x + RowStep);
        GpuQuads.Set(ws, w, part.W0);
        GpuQuads.Set(ws, w + DeepStep * TTile.Columns, part.W1);
        if (Passes > 2)
        {
            StoreX(part.X2, xs, x + 2 * RowStep);
            StoreX(part.X3, xs, x + 3 * RowStep);
        }

        if (WeightPasses > 2)
        {
            GpuQuads.Set(ws, w + 2 * DeepStep * TTile.Columns, part.W2);
            GpuQuads.Set(ws, w + 3 * DeepStep * TTile.Columns, part.W3);
        }
    }

    /// <summary>Beyond the last row any row will do: nothing is stored.</summary>
    private static GpuCorner CornerOf(GpuIm2ColRows rows, int row)
    {
        row = Math.Min(row, rows.Count - 1);
        return new GpuCorner(rows.OriginOf(row), rows.TopOf(row), rows.LeftOf(row));
    }

    private static void StoreX(GpuFloat4 values, ArrayView<float> xs, int at)
    {
        xs[at] = values.V0;
        xs[at + (TTile.Rows + Gap)] = values.V1;
        xs[at + 2 * (TTile.Rows + Gap)] = values.V2;
        xs[at + 3 * (TTile.Rows + Gap)] = values.V3;
    }

    private GpuFloat4 LoadX(GpuSgemmArguments a, GpuCorner corner, GpuTap tap, int start)
    {
        int depth = start + _deep;
        if (TAccess.IsByFours)
        {
            GpuFloat4 four = default;
            if (depth < _end && a.Rows.IsInside(tap, corner.Top, corner.Left))
                four = GpuQuads.Of(a.X, _x + corner.Origin + tap.OffsetIn(a.Rows));
            return four;
        }

        GpuTap second = tap.Next(a.Rows, 1), third = second.Next(a.Rows, 1), last = third.Next(a.Rows, 1);
        return new GpuFloat4(
            LoadOne(a, corner, tap, depth),
            LoadOne(a, corner, second, depth + 1),
            LoadOne(a, corner, third, depth + 2),
            LoadOne(a, corner, last, depth + 3));
    }

    private float LoadOne(GpuSgemmArguments a, GpuCorner corner, GpuTap tap, int depth) =>
        depth < _end && a.Rows.IsInside(tap, corner.Top, corner.Left) ? a.X[_x + corner.Origin + tap.OffsetIn(a.Rows)] : 0;

    private GpuFloat4 LoadWeights(GpuSgemmArguments a, int depth)
    {
        GpuFloat4 four = default;
        if (depth >= _end || _column >= a.Columns)
            return four;
        int at = _weights + depth * a.Columns + _column;
        if (TAccess.IsByFours)
            return GpuQuads.Of(a.Weights, at);
        return new GpuFloat4(
            a.Weights[at],
            _column + 1 < a.Columns ? a.Weights[at + 1] : 0,
            _column + 2 < a.Columns ? a.Weights[at + 2] : 0,
            _column + 3 < a.Columns ? a.Weights[at + 3] : 0);
    }
}
