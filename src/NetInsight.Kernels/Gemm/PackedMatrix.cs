using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Gemm;

/// <summary>
/// The right factor of a GEMM, [depth, columns], packed into panels of the <see cref="Microkernel"/>'s width: panel p holds columns p *
/// width and following of every row, row after row, so that the kernel reads memory in order. The last panel is padded with zeros.
/// </summary>
/// <remarks>
/// <code>
///   [depth, columns]  ->  panel 0 [depth, width] | panel 1 [depth, width] | .. | last panel, zeros behind the last column
///   Pack: for each panel, in parallel, for each column of it: source read by rowStride, target written a width apart
/// </code>
/// </remarks>
internal sealed unsafe class PackedMatrix
{
    private readonly float[] _array;

    private PackedMatrix(Microkernel kernel, int depth, int columns)
    {
        Kernel = kernel;
        Depth = depth;
        Columns = columns;
        long count = (long)Panels * depth * kernel.Columns;
        if (count > Array.MaxLength - 64)
            throw new ResourceLimitException($"A packed matrix of {depth:N0} x {columns:N0} is larger than one array can hold.");
        _array = AlignedMemory.Allocate((int)count, out _);
        Array.Clear(_array);
    }

    /// <summary>The micro-kernel for which the panels are packed.</summary>
    public Microkernel Kernel { get; }

    /// <summary>Rows of the matrix.</summary>
    public int Depth { get; }

    /// <summary>Columns of the matrix.</summary>
    public int Columns { get; }

    /// <summary>Number of panels.</summary>
    public int Panels => (Columns + Kernel.Columns - 1) / Kernel.Columns;

    /// <summary>A matrix of zeros, to be filled column by column.</summary>
    public static PackedMatrix Empty(int depth, int columns, Microkernel? kernel = null) => new(kernel ?? Microkernel.Best, depth, columns);

    /// <summary>
    /// Packs the matrix whose element (k, j) is <paramref name="values"/>[k * <paramref name="rowStride"/> + j *
    /// <paramref name="columnStride"/>].
    /// </summary>
    public static PackedMatrix Pack(
        CpuDevice device, ReadOnlyMemory<float> values, int depth, int columns, int rowStride, int columnStride, Microkernel? kernel = null)
    {
        PackedMatrix packed = Empty(depth, columns, kernel);
        packed.ForColumns(device, column =>
        {
            ReadOnlySpan<float> source = values.Span[Math.Min(column * columnStride, values.Length)..];
            float* target = packed.ColumnAt(column);
            for (int k = 0; k < depth; k++)
                target[(nint)k * packed.Kernel.Columns] = source[k * rowStride];
        });
        return packed;
    }

    /// <summary>Runs <paramref name="fill"/> for every column, in a parallel loop over panels.</summary>
    public void ForColumns(CpuDevice device, Action<int> fill) => device.For(Panels, (long)Depth * Kernel.Columns, panel =>
    {
        for (int column = panel * Kernel.Columns; column < Math.Min((panel + 1) * Kernel.Columns, Columns); column++)
            fill(column);
    });

    /// <summary>Where a panel [depth, width] begins; the memory is pinned.</summary>
    public float* PanelAt(int index) => AlignedMemory.PointerTo(_array) + (nint)index * Depth * Kernel.Columns;

    /// <summary>The first element of a column; the next row's is one panel width further.</summary>
    public float* ColumnAt(int column) => PanelAt(column / Kernel.Columns) + column % Kernel.Columns;
}
