using System.Runtime.CompilerServices;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Gemm;

/// <summary>Where the rows of a product's left factor come from: a matrix as it lies in memory, or windows of a map, gathered.</summary>
internal unsafe interface IGemmRows
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
///   for each block of rows (one piece for a thread)         A block: 96 or 192 rows x BlockDepth, gathered: second-level cache
///     for each stretch of the depth
///       for each panel of B                                 panel: BlockDepth x Columns: first-level cache, read by every strip
///         microkernel, strip by strip                       C strip: registers
/// </code>
/// Every number of C is summed over the whole depth in order, whatever the block sizes cut off, so the bits do not depend on threads,
/// on the batch, or on where in a block a row falls.
/// </remarks>
internal static unsafe class Sgemm
{
    private const int FewRows = 96;
    private const int ManyRows = 192;
    private const int BlockDepth = 320;

    /// <summary>Computes the product.</summary>
    /// <param name="device">The processor.</param>
    /// <param name="rows">The left factor.</param>
    /// <param name="count">Its number of rows.</param>
    /// <param name="b">The right factor, packed.</param>
    /// <param name="c">The result's first number.</param>
    /// <param name="ldc">Floats from one row of the result to the next.</param>
    /// <param name="epilogue">Bias and ReLU.</param>
    /// <param name="addend">The first number of a matrix that is added, <paramref name="lds"/> floats from row to row; null for none.</param>
    /// <param name="lds">Floats from one row of the addend to the next.</param>
    public static void Compute<TRows>(
        CpuDevice device, TRows rows, int count, PackedMatrix b, float* c, nint ldc, Epilogue epilogue, float* addend = null, nint lds = 0)
        where TRows : struct, IGemmRows
    {
        if (count == 0 || b.Columns == 0)
            return;

        int height = count >= 8 * device.Threads * ManyRows ? ManyRows : FewRows;       // high blocks read B less often, low ones share out better
        int blocks = (count + height - 1) / height;
        int groups = Math.Clamp(2 * device.Threads / blocks, 1, b.Panels);      // few rows: threads share out the panels too
        (nint first, nint added) = ((nint)c, (nint)addend);
        device.For(blocks * groups, (long)Math.Min(count, height) * b.Depth * b.Columns / groups / 16, piece =>
        {
            int row = piece / groups * height, group = piece % groups;
            int panel = b.Panels * group / groups, end = b.Panels * (group + 1) / groups;
            float* start = (float*)added;
            Block(rows, row, Math.Min(height, count - row), b, panel, end, (float*)first + row * ldc, ldc, epilogue, start == null ? null : start + row * lds, lds);
        });
    }

    /// <summary>One block of rows and some of the panels, by the thread that calls.</summary>
    [SkipLocalsInit]
    public static void Block<TRows>(
        TRows rows, int row, int count, PackedMatrix b, int firstPanel, int endPanel, float* c, nint ldc, Epilogue epilogue, float* addend, nint lds)
        where TRows : struct, IGemmRows
    {
        int width = b.Kernel.Columns;
        using Scratch gathered = rows.AreGathered ? new Scratch(count * Math.Min(BlockDepth, b.Depth)) : default;
        float* edge = stackalloc float[b.Columns % width == 0 ? 0 : width * count], zeros = stackalloc float[width];
        new Span<float>(zeros, width).Clear();

        fixed (float* bias = epilogue.Bias)
        {
            for (int depth = 0; depth == 0 || depth < b.Depth; depth += BlockDepth)
            {
                int depths = Math.Min(BlockDepth, b.Depth - depth);
                nint lda = depths;
                float* a = rows.AreGathered ? gathered.Pointer : rows.Direct(row, depth, out lda);
                if (rows.AreGathered)
                    rows.Gather(row, count, depth, depths, a);

                for (int index = firstPanel; index < endPanel; index++)
                {
                    int column = index * width, columns = Math.Min(width, b.Columns - column);
                    bool isLast = depth + depths == b.Depth;
                    Panel panel = new()
                    {
                        Packed = b.PanelAt(index) + (nint)depth * width,
                        Depth = depths,
                        Next = index + 1 < endPanel ? b.PanelAt(index + 1) + (nint)depth * width : null,
                        StartRow = depth > 0 ? c + column : zeros,
                        StartStride = depth > 0 ? ldc : 0,
                        Bias = isLast && bias != null ? bias + column : null,
                        AddendRow = isLast && addend != null ? addend + column : null,
                        AddendStride = lds,
                        Relu = isLast && epilogue.Relu,
                    };
                    if (columns == width)
                        b.Kernel.Multiply(a, lda, c + column, ldc, count, panel);
                    else
                        MultiplyEdge(b.Kernel, a, lda, c + column, ldc, count, panel, columns, edge);
                }
            }
        }
    }

    /// <summary>The last panel where it is not full: computed beside the result, since the kernel reads and writes whole panels.</summary>
    private static void MultiplyEdge(Microkernel kernel, float* a, nint lda, float* c, nint ldc, int rows, Panel panel, int columns, float* edge)
    {
        int width = kernel.Columns;
        new Span<float>(edge, rows * width).Clear();
        for (int r = 0; r < rows; r++)
            new Span<float>(panel.StartRow + r * panel.StartStride, columns).CopyTo(new Span<float>(edge + r * width, columns));

        kernel.Multiply(a, lda, edge, width, rows, panel with { StartRow = edge, StartStride = width, Bias = null, AddendRow = null, Relu = false });
        Relu rule = default;
        for (int r = 0; r < rows; r++)
        {
            for (int j = 0; j < columns; j++)
            {
                float sum = edge[r * width + j];
                sum = panel.Bias == null ? sum : sum + panel.Bias[j];
                sum = panel.AddendRow == null ? sum : sum + panel.AddendRow[r * panel.AddendStride + j];
                c[r * ldc + j] = panel.Relu ? rule.Value(sum) : sum;
            }
        }
    }
}
