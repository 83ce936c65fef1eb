namespace NetInsight;

/// <summary>
/// The right factor of a product, cut into panels as wide as the <see cref="Microkernel"/> likes: panel p holds columns p * width and
/// following of every row, row after row, so that the kernel reads one straight line. The last panel is filled up with zeros.
/// </summary>
internal sealed class PackedMatrix
{
    private readonly float[] _array;
    private readonly int _offset;

    private PackedMatrix(Microkernel kernel, int depth, int columns)
    {
        Kernel = kernel;
        Depth = depth;
        Columns = columns;
        long count = (long)Panels * depth * kernel.Columns;
        if (count > Array.MaxLength - 64)
            throw new ResourceLimitException($"A packed matrix of {depth:N0} x {columns:N0} is larger than one array can hold.");
        _array = AlignedMemory.Allocate((int)count, out _offset);
        Array.Clear(_array);
    }

    /// <summary>The kernel that the panels fit.</summary>
    public Microkernel Kernel { get; }

    /// <summary>Rows of the matrix.</summary>
    public int Depth { get; }

    /// <summary>Columns of the matrix.</summary>
    public int Columns { get; }

    /// <summary>Number of panels.</summary>
    public int Panels => (Columns + Kernel.Columns - 1) / Kernel.Columns;

    /// <summary>Packs the matrix whose element (k, j) is <paramref name="values"/>[k * <paramref name="rowStride"/> + j * <paramref name="columnStride"/>].</summary>
    public static PackedMatrix Pack(CpuDevice device, ReadOnlyMemory<float> values, int depth, int columns, int rowStride, int columnStride, Microkernel? kernel = null)
    {
        PackedMatrix packed = new(kernel ?? Microkernel.Best, depth, columns);
        device.For(packed.Panels, (long)depth * packed.Kernel.Columns, panel => packed.PackPanel(panel, values.Span, rowStride, columnStride));
        return packed;
    }

    /// <summary>One panel: depth x width.</summary>
    public Span<float> Panel(int index) => _array.AsSpan(_offset + index * Depth * Kernel.Columns, Depth * Kernel.Columns);

    private void PackPanel(int panel, ReadOnlySpan<float> values, int rowStride, int columnStride)
    {
        int width = Kernel.Columns, wide = Math.Min(width, Columns - panel * width);
        Span<float> target = Panel(panel);
        for (int j = 0; j < wide; j++)
        {
            int source = (panel * width + j) * columnStride;
            for (int k = 0; k < Depth; k++)
                target[k * width + j] = values[source + k * rowStride];
        }
    }
}
