using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators;

internal sealed partial record Transpose
{
    /// <inheritdoc/>
    /// <remarks>
    /// Dimensions that stay neighbours are merged. What is left is mostly a batch of matrix transposes ([channels, positions]), done in
    /// tiles that stay in the cache; the rest goes row by row.
    /// <code>
    ///   TransposeMatrices     for each strip of 16 rows of the result, in parallel: for each column, for each row of the strip
    ///   ByRows                for each row of the result, in parallel: a strided read, a sequential write
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];

        // Merge neighbours.
        (int[] extents, int[] strides) = Collapse(source.Shape);
        if (y.Count == 0)
            return;

        // A batch of matrices where the source is contiguous down the result's columns; else row by row.
        if (extents is [var batch, var rows, var columns] && strides[1] == 1)
            TransposeMatrices(device, source, y, batch, rows, columns);
        else
            ByRows(device, source, y, extents, strides);
    }

    /// <summary>Extents of the result and the source's stride along each, neighbours merged; at least three, padded with 1.</summary>
    private (int[] Extents, int[] Strides) Collapse(Shape input)
    {
        List<int> extents = [], strides = [];
        for (int i = 0; i < Permutation.Length; i++)
        {
            int axis = Permutation[i];
            if (input[axis] == 1)
                continue;
            int stride = input.Product(axis + 1, input.Rank);
            if (extents.Count > 0 && strides[^1] == stride * input[axis])
            {
                extents[^1] *= input[axis];
                strides[^1] = stride;
            }
            else
            {
                extents.Add(input[axis]);
                strides.Add(stride);
            }
        }

        while (extents.Count < 3)
        {
            extents.Insert(0, 1);
            strides.Insert(0, 0);
        }

        return ([.. extents], [.. strides]);
    }

    /// <summary>y[s, r, c] = source[s, c, r], for s of the batch.</summary>
    /// <remarks>
    /// <code>
    ///   from [columns, rows]            to [rows, columns]
    ///     . . |16 rows| . .               .
    ///     . . |       | . .     ->        16 rows: one strip, which stays in the cache
    /// </code>
    /// </remarks>
    private static void TransposeMatrices(CpuDevice device, Tensor source, Tensor y, int batch, int rows, int columns)
    {
        const int Tile = 16;
        int strips = (rows + Tile - 1) / Tile;
        device.ForRanges(batch * strips, Tile * (long)columns, (start, stop) =>
        {
            for (int strip = start; strip < stop; strip++)
            {
                // Strip: rows first .. end of matrix strip / strips.
                int origin = strip / strips * rows * columns, first = strip % strips * Tile, end = Math.Min(first + Tile, rows);
                ReadOnlySpan<float> from = source.AsSpan().Slice(origin, rows * columns);
                Span<float> to = y.AsSpan().Slice(origin, rows * columns);

                // Three columns: planes of an RGB image.
                if (columns == 3)
                {
                    ReadOnlySpan<float> red = from[first..end], green = from[(rows + first)..(rows + end)];
                    Interleave(red, green, from[(2 * rows + first)..(2 * rows + end)], to[(3 * first)..]);
                    continue;
                }

                // Any number of columns: strip by strip.
                TransposeStrip(from, to, rows, columns, first, end);
            }
        });
    }

    /// <remarks>
    /// <code>
    ///   for each column c           source row c: read contiguously
    ///     for each row of the strip    result rows: written columns apart, in cache lines that the next c meets again
    /// </code>
    /// </remarks>
    private static void TransposeStrip(ReadOnlySpan<float> from, Span<float> to, int rows, int columns, int first, int end)
    {
        for (int c = 0; c < columns; c++)
        {
            for (int r = first; r < end; r++)
                to[r * columns + c] = from[c * rows + r];
        }
    }

    /// <summary>[3, pixels] to [pixels, 3]: the planes of an RGB image, interleaved.</summary>
    private static void Interleave(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, Span<float> to)
    {
        green = green[..red.Length];                // equal lengths: no bounds checks in the loop
        blue = blue[..red.Length];
        for (int i = 0; i < red.Length; i++)
        {
            Span<float> pixel = to.Slice(3 * i, 3);
            (pixel[0], pixel[1], pixel[2]) = (red[i], green[i], blue[i]);
        }
    }

    /// <remarks>
    /// <code>
    ///   for each row of the result, in parallel
    ///     offset: in the source, by the outer dimensions
    ///     copy:   source read by the innermost stride, result written contiguously
    /// </code>
    /// </remarks>
    private static void ByRows(CpuDevice device, Tensor source, Tensor y, int[] extents, int[] strides)
    {
        int width = extents[^1], stride = strides[^1];
        device.ForRanges(y.Count / width, width, (start, end) =>
        {
            ReadOnlySpan<float> from = source.AsSpan();
            for (int row = start; row < end; row++)
            {
                // Offset.
                int offset = 0;
                for (int axis = extents.Length - 2, index = row; axis >= 0; index /= extents[axis--])
                    offset += index % extents[axis] * strides[axis];

                // Copy.
                Span<float> to = y.AsSpan().Slice(row * width, width);
                for (int i = 0; i < width; i++)
                    to[i] = from[offset + i * stride];
            }
        });
    }
}
