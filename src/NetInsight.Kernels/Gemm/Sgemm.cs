using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Gemm;

/// <summary>
/// Single-precision GEMM on the CPU, C = A * B + bias + addend, then ReLU, in blocks that fit the caches: A [rows, depth], B [depth,
/// columns] packed.
/// </summary>
/// <remarks>
/// <code>
///   for each block of rows (one index of the parallel loop)   A block: 96 or 192 rows x BlockDepth, gathered: second-level cache
///     for each block of the depth
///       for each panel of B                                   panel: BlockDepth x Columns: first-level cache, read by every strip
///         micro-kernel, strip by strip                        C strip: registers
/// </code>
/// Every element of C is summed over the whole depth in order, whatever the block sizes cut off, so the bits do not depend on threads,
/// on the batch, or on where in a block a row falls.
/// </remarks>
internal static unsafe class Sgemm
{
    private const int FewRows = 96;
    private const int ManyRows = 192;
    private const int BlockDepth = 320;

    /// <summary>Computes the GEMM.</summary>
    /// <param name="device">The CPU.</param>
    /// <param name="rows">The left factor.</param>
    /// <param name="count">Its number of rows.</param>
    /// <param name="b">The right factor, packed.</param>
    /// <param name="c">The result, [count, columns].</param>
    /// <param name="epilogue">Bias and ReLU.</param>
    /// <param name="addend">A matrix of the result's shape that is added; the default for none.</param>
    /// <param name="mask">A matrix of the result's shape that decides what passes, after all else; the default for none.</param>
    /// <param name="interval">The elements of the mask that let a result pass.</param>
    public static void Compute<TRows>(
        CpuDevice device,
        TRows rows,
        int count,
        PackedMatrix b,
        MatrixRef c,
        Epilogue epilogue,
        MatrixRef addend = default,
        MatrixRef mask = default,
        PassInterval interval = default)
        where TRows : struct, IGemmRows
    {
        if (count == 0 || b.Columns == 0)
            return;

        // High blocks read B less often, low ones balance better; where there are few of them, threads share the panels as well.
        int height = count >= 8 * device.Threads * ManyRows ? ManyRows : FewRows;
        int blocks = (count + height - 1) / height;
        int groups = Math.Clamp(2 * device.Threads / blocks, 1, b.Panels);
        device.For(blocks * groups, (long)Math.Min(count, height) * b.Depth * b.Columns / groups / 16, index =>
        {
            int row = index / groups * height, group = index % groups;
            PanelRange panels = new(b.Panels * group / groups, b.Panels * (group + 1) / groups);
            int high = Math.Min(height, count - row), first = panels.First * b.Kernel.Columns;
            int columns = Math.Min(panels.End * b.Kernel.Columns, b.Columns) - first;
            if (mask.First != null)
                MaskedBlock.Prefetch(mask.From(row, first), high, columns);
            Block(rows, row, high, b, panels, c.From(row, 0), epilogue, addend.From(row, 0));
            if (mask.First != null)
                interval.Apply(c.From(row, first), mask.From(row, first), high, columns);
        });
    }

    /// <summary>
    /// One block of rows and some of the panels, on the calling thread; <paramref name="c"/> and the addend begin at the block's first row.
    /// </summary>
    [SkipLocalsInit]
    public static void Block<TRows>(
        TRows rows, int row, int count, PackedMatrix b, PanelRange panels, MatrixRef c, Epilogue epilogue, MatrixRef addend)
        where TRows : struct, IGemmRows
    {
        int width = b.Kernel.Columns;
        using Scratch gathered = rows.AreGathered ? new Scratch(count * Math.Min(BlockDepth, b.Depth)) : default;
        float* edge = stackalloc float[b.Columns % width == 0 ? 0 : width * count], zeros = stackalloc float[width];
        new Span<float>(zeros, width).Clear();

        fixed (float* bias = epilogue.Bias)
        {
            // Block of the depth: gather A once for all panels.
            for (int depth = 0; depth == 0 || depth < b.Depth; depth += BlockDepth)
            {
                int depths = Math.Min(BlockDepth, b.Depth - depth);
                MatrixRef a = rows.AreGathered ? new MatrixRef(gathered.Pointer, depths) : rows.Direct(row, depth);
                if (rows.AreGathered)
                    rows.Gather(row, count, depth, depths, a.First);

                // Panel of B: sums continue in C; the last block of the depth adds bias and addend and applies the ReLU.
                for (int index = panels.First; index < panels.End; index++)
                {
                    int column = index * width, columns = Math.Min(width, b.Columns - column);
                    bool isLast = depth + depths == b.Depth;
                    Panel panel = new()
                    {
                        Packed = b.PanelAt(index) + (nint)depth * width,
                        Depth = depths,
                        Next = index + 1 < panels.End ? b.PanelAt(index + 1) + (nint)depth * width : null,
                        StartRow = depth > 0 ? c.First + column : zeros,
                        StartStride = depth > 0 ? c.Stride : 0,
                        Bias = isLast && bias != null ? bias + column : null,
                        AddendRow = isLast && addend.First != null ? addend.First + column : null,
                        AddendStride = addend.Stride,
                        Relu = isLast && epilogue.Relu,
                    };
                    if (columns == width)
                        b.Kernel.Multiply(a.First, a.Stride, c.First + column, c.Stride, count, panel);
                    else if (2 * columns == width)
                        b.Kernel.MultiplyHalf(a.First, a.Stride, c.First + column, c.Stride, count, panel);
                    else
                        MultiplyEdge(b.Kernel, a, c.From(0, column), count, panel, columns, edge);
                }
            }
        }
    }

    /// <summary>
    /// The last panel where it is neither full nor half: computed in <paramref name="edge"/>, since the micro-kernel reads and writes whole
    /// vectors.
    /// </summary>
    private static void MultiplyEdge(Microkernel kernel, MatrixRef a, MatrixRef c, int rows, Panel panel, int columns, float* edge)
    {
        // Start: zeros, or the sums so far, padded to the panel's width.
        int width = kernel.Columns;
        Panel products = panel with { Bias = null, AddendRow = null, Relu = false };
        if (panel.StartStride > 0)
        {
            products = products with { StartRow = edge, StartStride = width };
            new Span<float>(edge, rows * width).Clear();
            for (int r = 0; r < rows; r++)
                new Span<float>(panel.StartRow + r * panel.StartStride, columns).CopyTo(new Span<float>(edge + r * width, columns));
        }

        // Products.
        if (2 * columns < width)
            kernel.MultiplyHalf(a.First, a.Stride, edge, width, rows, products);
        else
            kernel.Multiply(a.First, a.Stride, edge, width, rows, products);

        // Epilogue, for the columns that exist: eight in the lanes, the rest one by one.
        for (int r = 0; r < rows; r++)
        {
            float* sums = edge + r * width, target = c.First + r * c.Stride;
            float* addend = panel.AddendRow == null ? null : panel.AddendRow + r * panel.AddendStride;
            int j = 0;
            for (; j + Vector256<float>.Count <= columns; j += Vector256<float>.Count)
            {
                Vector256<float> sum = Vector256.Load(sums + j);
                sum = panel.Bias == null ? sum : sum + Vector256.Load(panel.Bias + j);
                sum = addend == null ? sum : sum + Vector256.Load(addend + j);
                (panel.Relu ? ReluRule.Of(sum) : sum).Store(target + j);
            }

            for (; j < columns; j++)
            {
                float sum = sums[j];
                sum = panel.Bias == null ? sum : sum + panel.Bias[j];
                sum = addend == null ? sum : sum + addend[j];
                target[j] = panel.Relu ? ReluRule.Of(sum) : sum;
            }
        }
    }
}
