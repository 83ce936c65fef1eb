namespace NetInsight;

/// <summary>Where the rows of a product's left factor come from: a matrix as it lies in memory, or windows of a map, gathered.</summary>
internal unsafe interface IRows
{
    /// <summary>Whether <see cref="Gather"/> is needed; otherwise rows lie at <see cref="Direct"/>.</summary>
    bool AreGathered { get; }

    /// <summary>The first of the rows from <paramref name="row"/> on, at depth <paramref name="depth"/>, and the floats from row to row.</summary>
    float* Direct(int row, int depth, out nint stride);

    /// <summary>Writes rows <paramref name="row"/> .. +<paramref name="rows"/>, depths <paramref name="depth"/> .. +<paramref name="depths"/>, one row after the other.</summary>
    void Gather(int row, int rows, int depth, int depths, float* target);
}

/// <summary>
/// C = rows * B, with bias and ReLU on the way out, in blocks that fit the caches.
/// </summary>
/// <remarks>
/// <code>
///   for each block of rows (one piece for a thread)         A block: BlockRows x BlockDepth, gathered: second-level cache
///     for each stretch of the depth
///       for each panel of B                                 panel: BlockDepth x Columns: first-level cache, read by every strip
///         microkernel, strip by strip                       C strip: registers
/// </code>
/// Every number of C is summed over the whole depth in order, whatever the block sizes cut off, so the bits do not depend on threads,
/// on the batch, or on where in a block a row falls.
/// </remarks>
internal static unsafe class MatrixProduct
{
    private const int BlockRows = 96;
    private const int BlockDepth = 384;

    /// <summary>Computes the product.</summary>
    /// <param name="device">The processor.</param>
    /// <param name="rows">The left factor.</param>
    /// <param name="count">Its number of rows.</param>
    /// <param name="b">The right factor, packed.</param>
    /// <param name="c">The result's first number.</param>
    /// <param name="ldc">Floats from one row of the result to the next.</param>
    /// <param name="epilogue">What is done at the end.</param>
    public static void Compute<TRows>(CpuDevice device, TRows rows, int count, PackedMatrix b, float* c, nint ldc, Epilogue epilogue)
        where TRows : struct, IRows
    {
        if (count == 0 || b.Columns == 0)
            return;

        int blocks = (count + BlockRows - 1) / BlockRows;
        int groups = Math.Clamp(2 * device.Threads / blocks, 1, b.Panels);      // few rows: threads share out the panels too
        nint first = (nint)c;
        device.For(blocks * groups, (long)Math.Min(count, BlockRows) * b.Depth * b.Columns / groups / 16, piece =>
        {
            int row = piece / groups * BlockRows, group = piece % groups;
            int panel = b.Panels * group / groups, end = b.Panels * (group + 1) / groups;
            Block(rows, row, Math.Min(BlockRows, count - row), b, panel, end, (float*)first + row * ldc, ldc, epilogue);
        });
    }

    private static void Block<TRows>(TRows rows, int row, int count, PackedMatrix b, int firstPanel, int endPanel, float* c, nint ldc, Epilogue epilogue)
        where TRows : struct, IRows
    {
        int width = b.Kernel.Columns;
        using Scratch gathered = rows.AreGathered ? new Scratch(count * Math.Min(BlockDepth, b.Depth)) : default;
        float* edge = stackalloc float[width * BlockRows];

        for (int depth = 0; depth == 0 || depth < b.Depth; depth += BlockDepth)
        {
            int depths = Math.Min(BlockDepth, b.Depth - depth);
            float* a = rows.AreGathered ? gathered.Pointer : rows.Direct(row, depth, out _);
            nint lda = depths;
            if (rows.AreGathered)
                rows.Gather(row, count, depth, depths, a);
            else
                rows.Direct(row, depth, out lda);

            for (int panel = firstPanel; panel < endPanel; panel++)
            {
                int column = panel * width, columns = Math.Min(width, b.Columns - column);
                fixed (float* packed = b.Panel(panel))
                {
                    float* packedHere = packed + (nint)depth * width;
                    if (columns == width)
                        b.Kernel.Multiply(a, lda, packedHere, c + column, ldc, count, depths, depth > 0);
                    else
                        MultiplyEdge(b.Kernel, a, lda, packedHere, c + column, ldc, count, depths, depth > 0, columns, edge);
                }

                if (depth + depths == b.Depth)
                {
                    for (int r = 0; r < count; r++)
                        epilogue.Apply(new Span<float>(c + r * ldc + column, columns), column);
                }
            }
        }
    }

    /// <summary>The last panel where it is not full: computed beside the result, since the kernel writes whole panels.</summary>
    private static void MultiplyEdge(
        Microkernel kernel, float* a, nint lda, float* packed, float* c, nint ldc, int rows, int depths, bool accumulate, int columns, float* edge)
    {
        int width = kernel.Columns;
        for (int r = 0; accumulate && r < rows; r++)
            new Span<float>(c + r * ldc, columns).CopyTo(new Span<float>(edge + r * width, columns));
        kernel.Multiply(a, lda, packed, edge, width, rows, depths, accumulate);
        for (int r = 0; r < rows; r++)
            new Span<float>(edge + r * width, columns).CopyTo(new Span<float>(c + r * ldc, columns));
    }
}
