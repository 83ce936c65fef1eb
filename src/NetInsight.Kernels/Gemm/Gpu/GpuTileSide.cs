namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>The threads along one side of a square thread group, as a compile-time constant of a kernel.</summary>
internal interface ITileSide
{
    /// <summary>Threads along one side; the group's tile of results is 8 times as wide and high.</summary>
    static abstract int Value { get; }
}

/// <summary>Groups of 64 threads, tiles of 64 x 64: for results of which larger tiles would leave multiprocessors idle.</summary>
internal readonly struct TileSide8 : ITileSide
{
    /// <inheritdoc/>
    public static int Value => 8;
}

/// <summary>Groups of 256 threads, tiles of 128 x 128.</summary>
internal readonly struct TileSide16 : ITileSide
{
    /// <inheritdoc/>
    public static int Value => 16;
}
