namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>How a product is divided among thread groups.</summary>
/// <param name="Rows">Rows of a group's tile.</param>
/// <param name="Columns">Columns of a group's tile.</param>
/// <param name="RowTiles">Tiles down.</param>
/// <param name="ColumnTiles">Tiles across.</param>
/// <param name="Slices">Slices of the depth, each summed by groups of its own.</param>
/// <param name="SliceDepth">Indices of the depth of a slice.</param>
/// <param name="Clocks">The clocks it is expected to take.</param>
internal readonly record struct GpuGemmPlan(
    int Rows, int Columns, int RowTiles, int ColumnTiles, int Slices, int SliceDepth, double Clocks)
{
    private const int Deep = GpuSgemm.Deep, LeastSlice = 8 * Deep, MostSlices = 32, Warp = 32;

    /// <summary>Clocks that a further kernel costs, about 4 microseconds.</summary>
    private const double LaunchClocks = 7000;

    /// <summary>Multiply-adds that a multiprocessor completes in a clock, and the bytes of memory that are its share.</summary>
    private const double ProductsPerClock = 128, BytesPerClock = 18;

    /// <summary>Warps on a multiprocessor from which on their loads are hidden; with fewer it completes that much less.</summary>
    private const double BusyWarps = 10;

    /// <summary>
    /// Tiles; the share of the peak that their kernels reach on a busy GPU, measured on an H200; and the groups that a multiprocessor has
    /// registers for.
    /// </summary>
    private static readonly (int Rows, int Columns, double Share, int Groups)[] Tiles =
        [(128, 128, 0.66, 2), (128, 64, 0.62, 3), (64, 64, 0.55, 6)];

    /// <summary>The division that is expected to be fastest.</summary>
    /// <param name="rows">Rows of a result.</param>
    /// <param name="columns">Columns of a result.</param>
    /// <param name="depth">Products of a result's element.</param>
    /// <param name="batch">Products in the launch; several are not cut into slices.</param>
    /// <param name="multiprocessors">Multiprocessors of the GPU.</param>
    public static GpuGemmPlan Of(int rows, int columns, int depth, int batch, int multiprocessors)
    {
        GpuGemmPlan best = default(GpuGemmPlan) with { Clocks = double.PositiveInfinity };
        foreach ((int tileRows, int tileColumns, double share, int groups) in Tiles)
        {
            int down = Ceiling(rows, tileRows), across = Ceiling(columns, tileColumns);
            for (int slices = 1; slices <= (batch == 1 ? MostSlices : 1); slices *= 2)
            {
                int sliceDepth = slices == 1 ? depth : Ceiling(Ceiling(depth, slices), Deep) * Deep;
                if (slices > 1 && sliceDepth < LeastSlice)
                    break;
                int count = slices == 1 ? 1 : Ceiling(depth, sliceDepth);
                double tiles = Math.Ceiling((double)down * across * batch * count / multiprocessors);
                double busy = Math.Min(1, Math.Min(tiles, groups) * tileRows * tileColumns / (64 * Warp * BusyWarps));
                double clocks = tiles * tileRows * tileColumns * (sliceDepth + 2 * Deep) / (ProductsPerClock * share * busy);
                if (slices > 1)
                {
                    double bytes = (2.0 * count + 1) * rows * columns * sizeof(float);
                    clocks += 0.05 * clocks + LaunchClocks + bytes / (BytesPerClock * multiprocessors);
                }

                if (clocks < best.Clocks)
                    best = new GpuGemmPlan(tileRows, tileColumns, down, across, count, sliceDepth, clocks);
            }
        }

        return best;
    }

    private static int Ceiling(int count, int size) => (count + size - 1) / size;
}
