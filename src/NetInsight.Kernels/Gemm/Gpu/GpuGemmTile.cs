namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>
/// The results that one thread group computes, as compile-time constants of a kernel; each thread computes 8 x 8 of them.
/// </summary>
internal interface IGpuGemmTile
{
    /// <summary>Rows; a multiple of 64, which is what a warp's threads compute.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns; a multiple of 32.</summary>
    static abstract int Columns { get; }
}

/// <summary>Groups of 256 threads.</summary>
internal readonly struct GpuTile128x128 : IGpuGemmTile
{
    /// <inheritdoc/>
    public static int Rows => 128;

    /// <inheritdoc/>
    public static int Columns => 128;
}

/// <summary>Groups of 128 threads: for results of few columns.</summary>
internal readonly struct GpuTile128x64 : IGpuGemmTile
{
    /// <inheritdoc/>
    public static int Rows => 128;

    /// <inheritdoc/>
    public static int Columns => 64;
}

/// <summary>Groups of 64 threads: for results of which larger tiles would leave multiprocessors idle.</summary>
internal readonly struct GpuTile64x64 : IGpuGemmTile
{
    /// <inheritdoc/>
    public static int Rows => 64;

    /// <inheritdoc/>
    public static int Columns => 64;
}

/// <summary>How a kernel reads its factors, as a compile-time constant.</summary>
internal interface IGpuGemmAccess
{
    /// <summary>
    /// Whether four neighbours are read and written at once: the channels of a group, the columns and all distances between rows are
    /// multiples of four.
    /// </summary>
    static abstract bool IsByFours { get; }
}

/// <summary>Four elements at once.</summary>
internal readonly struct GpuAccessByFours : IGpuGemmAccess
{
    /// <inheritdoc/>
    public static bool IsByFours => true;
}

/// <summary>One element at a time: for any extents.</summary>
internal readonly struct GpuAccessByOnes : IGpuGemmAccess
{
    /// <inheritdoc/>
    public static bool IsByFours => false;
}
