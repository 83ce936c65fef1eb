using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Embedding;

/// <summary>
/// Exact nearest rows by blocked GEMMs. |a - b|^2 = |a|^2 + |b|^2 - 2ab loses digits where a and b are close, so the GEMM only excludes: a
/// row stays a candidate while its distance, less the largest possible rounding error, may be among the nearest; candidates are measured by
/// the definition, in doubles.
/// </summary>
/// <remarks>
/// <code>
///   for each block of 96 queries (one index of the loop)        queries [96, depth], times -2: second-level cache
///     for each chunk of 1024 rows, packed                       GEMM: lower bounds -2ab + |b|^2 [96, 1024], second-level cache
///       scan: for each query, 8 bounds at once against the threshold of its candidates
///     measure: candidates by the definition, sorted by distance, then index
/// </code>
/// A float sum of d products is off by at most d 2^-24 |a||b| (Higham 2002, section 3.1); the bounds here are more than twice as wide, and
/// the rows are centred first, so that a common offset does not widen them. With cosine distances rows have length 1 and the bound is that
/// of -ab.
/// </remarks>
internal sealed unsafe class NeighborSearch
{
    private const int BlockRows = 96;
    private const int Chunk = 1024;

    private readonly CpuDevice _device;
    private readonly CancellationToken _cancellation;
    private readonly Tensor _points;
    private readonly bool _isCosine;
    private readonly RowScaling _scaling;
    private readonly PackedMatrix[] _chunks;
    private readonly float[][] _biases;             // for each chunk: the rows' terms of the lower bound
    private readonly float[] _slack;                // the rows' terms of upper bound - lower bound
    private readonly double _error;

    /// <summary>Packs the rows to be searched.</summary>
    /// <param name="device">The CPU.</param>
    /// <param name="points">[rows, depth], finite.</param>
    /// <param name="isCosine">Whether distances are 1 - cosine; otherwise Euclidean.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    public NeighborSearch(CpuDevice device, Tensor points, bool isCosine, CancellationToken cancellation)
    {
        (_device, _points, _isCosine, _cancellation) = (device, points, isCosine, cancellation);
        int rows = points.Shape[0], depth = points.Shape[1];
        _error = (depth + 32) * Math.ScaleB(1, -23);
        _scaling = isCosine ? RowScaling.Unit : RowScaling.Centered(points);
        Tensor scaled = Tensor.Uninitialized(points.Shape);
        float[] norms = new float[rows];
        device.ForRanges(rows, depth, (start, end) =>
        {
            for (int row = start; row < end; row++)
                norms[row] = _scaling.Apply(RowOf(points, row), scaled.AsSpan().Slice(row * depth, depth), 1);
        });

        int chunks = (rows + Chunk - 1) / Chunk;
        _chunks = new PackedMatrix[chunks];
        _biases = new float[chunks][];
        _slack = new float[rows];
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            cancellation.ThrowIfCancellationRequested();
            int start = chunk * Chunk, columns = Math.Min(Chunk, rows - start);
            _chunks[chunk] = PackedMatrix.Pack(device, scaled.AsMemory()[(start * depth)..], depth, columns, 1, depth);
            _biases[chunk] = new float[columns];
            for (int j = 0; j < columns; j++)
            {
                _biases[chunk][j] = isCosine ? (float)-_error : (float)(norms[start + j] * (1 - _error));
                _slack[start + j] = (float)(2 * _error * (isCosine ? 1 : norms[start + j]));
            }
        }
    }

    /// <summary>Finds the nearest rows of every query, nearest first; ties in the order of rows.</summary>
    /// <param name="queries">[queries, depth].</param>
    /// <param name="count">Rows to find for each query.</param>
    /// <param name="excludesSelf">Whether query i excludes row i.</param>
    /// <param name="indices">Receives row indices, [queries, count].</param>
    /// <param name="distances">Receives distances, [queries, count].</param>
    /// <param name="done">Receives the number of queries just completed; called on several threads.</param>
    public void Find(Tensor queries, int count, bool excludesSelf, int[] indices, float[] distances, Action<int>? done)
    {
        int total = queries.Shape[0], blocks = (total + BlockRows - 1) / BlockRows;
        _device.For(blocks, (long)BlockRows * _points.Count, block =>
        {
            int start = block * BlockRows, rows = Math.Min(BlockRows, total - start);
            FindBlock(queries, start, rows, count, excludesSelf, indices, distances);
            done?.Invoke(rows);
        });
    }

    private void FindBlock(Tensor queries, int start, int rows, int count, bool excludesSelf, int[] indices, float[] distances)
    {
        int depth = _points.Shape[1];
        // Queries: scaled, times -2 (or -1), so that the GEMM adds -2ab.
        using Scratch left = new(rows * depth), products = new(rows * Chunk);
        float[] slack = new float[rows];
        NeighborCandidates[] candidates = new NeighborCandidates[rows];
        for (int r = 0; r < rows; r++)
        {
            Span<float> scaled = new(left.Pointer + (nint)r * depth, depth);
            float norm = _scaling.Apply(RowOf(queries, start + r), scaled, _isCosine ? -1 : -2);
            slack[r] = (float)(2 * _error * (_isCosine ? 1 : norm)) + depth * 1e-35f;
            candidates[r] = new NeighborCandidates(count);
            candidates[r].Clear();
        }

        // GEMM and scan, chunk by chunk, on this thread.
        CpuDevice single = new(1, cancellation: _cancellation);
        for (int chunk = 0; chunk < _chunks.Length; chunk++)
        {
            int columns = _chunks[chunk].Columns, first = chunk * Chunk;
            MatrixRef bounds = new(products.Pointer, columns);
            Sgemm.Compute(single, new StridedRows(left.Pointer, depth), rows, _chunks[chunk], bounds, new Epilogue(_biases[chunk]));
            for (int r = 0; r < rows; r++)
                Scan(products.Pointer + (nint)r * columns, columns, first, slack[r], excludesSelf ? start + r : -1, candidates[r]);
        }

        // Measure.
        List<(float Distance, int Index)> exact = [];
        for (int r = 0; r < rows; r++)
        {
            _cancellation.ThrowIfCancellationRequested();
            Measure(RowOf(queries, start + r), candidates[r], exact);
            for (int k = 0; k < count; k++)
                (distances[(start + r) * count + k], indices[(start + r) * count + k]) = exact[k];
        }
    }

    /// <summary>Adds the rows of a chunk whose lower bounds are not above one query's threshold, eight bounds at once.</summary>
    private void Scan(float* lower, int columns, int first, float slack, int excluded, NeighborCandidates candidates)
    {
        int j = 0;
        for (; j <= columns - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            Vector256<float> threshold = Vector256.Create(candidates.Threshold);
            uint near = Vector256.LessThanOrEqual(Vector256.Load(lower + j), threshold).ExtractMostSignificantBits();
            for (; near != 0; near &= near - 1)
                Consider(j + int.TrailingZeroCount((int)near));
        }

        for (; j < columns; j++)
            Consider(j);

        void Consider(int column)
        {
            int index = first + column;
            if (index != excluded)
                candidates.Add(lower[column], lower[column] + slack + _slack[index], index);
        }
    }

    /// <summary>The candidates' distances by the definition: nearest first, ties in the order of rows.</summary>
    private void Measure(ReadOnlySpan<float> query, NeighborCandidates candidates, List<(float Distance, int Index)> exact)
    {
        exact.Clear();
        foreach ((float lower, int index) in candidates.Found)
        {
            if (lower <= candidates.Threshold)
                exact.Add((Distance(query, RowOf(_points, index), _isCosine), index));
        }

        exact.Sort();
    }

    /// <summary>The distance of two rows by its definition, rounded to a float once.</summary>
    public static float Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b, bool isCosine)
    {
        if (!isCosine)
            return (float)Math.Sqrt(DoubleAccumulation.SquaredDistance(a, b));
        double lengths = Math.Sqrt(DoubleAccumulation.Dot(a, a)) * Math.Sqrt(DoubleAccumulation.Dot(b, b));
        return lengths == 0 ? 1 : (float)Math.Clamp(1 - DoubleAccumulation.Dot(a, b) / lengths, 0, 2);
    }

    private static Span<float> RowOf(Tensor matrix, int row) => matrix.AsSpan().Slice(row * matrix.Shape[1], matrix.Shape[1]);
}
