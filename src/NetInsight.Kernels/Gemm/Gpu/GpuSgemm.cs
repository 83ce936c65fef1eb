using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>
/// Single-precision GEMM on the GPU; a convolution is one whose left factor is a virtual im2col matrix, gathered on the way.
/// </summary>
/// <remarks>
/// <code>
///   a group of threads computes a tile of results; a warp 64 x 32 of them, a thread 8 x 8, in registers
///     warp:   8 x 4 threads          thread: rows 4 and 4, 32 apart; columns 4 and 4, 16 apart
///   for each 16 of the depth, in one of two buffers of shared memory
///     load:     the next 16 x rows and 16 x columns of the factors, into registers; zeros beyond the edges
///     multiply: for each of the 16, a thread reads 8 elements of each factor and adds 64 products
///     store:    what was loaded, into the other buffer
///   epilogue, then Y
/// </code>
/// Where the tiles are too few for the multiprocessors, the depth is cut into slices, whose sums a second kernel adds in order.
/// </remarks>
internal static partial class GpuSgemm
{
    /// <summary>Indices of the depth in a buffer.</summary>
    internal const int Deep = 16;

    /// <summary>Up to so many rows, a kernel that reads the weights once a row is faster than one that pads tiles with zeros.</summary>
    private const int FewRows = 8;

    /// <summary>Floats between rows of the left factor's buffer: more than the tile has, against conflicts of banks.</summary>
    internal const int Gap = 4;

    /// <summary>Queues the GEMM.</summary>
    public static void Run(GpuDevice device, GpuSgemmArguments arguments)
    {
        (int rows, int columns, int depth) = (arguments.Rows.Count, arguments.Columns, arguments.Depth);
        if (depth == 0)                         // no tap to begin at, and perhaps no memory: nothing is read, all sums are 0
            arguments = arguments with { X = arguments.Y.View, Weights = arguments.Y.View, Rows = GpuIm2ColRows.OfMatrix(rows, 1) };
        bool isFew = rows <= FewRows && arguments.Rows.IsMatrix != 0 && arguments.Batch.Count == 1;
        Run(device, arguments, isFew
            ? GpuSgemv.PlanOf(rows, columns, depth, device.Multiprocessors)
            : GpuGemmPlan.Of(rows, columns, depth, arguments.Batch.Count, device.Multiprocessors));
    }

    /// <summary>Queues the GEMM, divided in a given way; in one slice where there is no memory for the sums of several.</summary>
    internal static void Run(GpuDevice device, GpuSgemmArguments arguments, GpuGemmPlan plan)
    {
        if (plan.Slices == 1)
        {
            Launch(device, plan, arguments);
            return;
        }

        int count = checked(arguments.Rows.Count * arguments.Columns);
        GpuTensor parts;
        try
        {
            parts = device.Rent(new Shape(plan.Slices, count));
        }
        catch (ResourceLimitException)
        {
            Launch(device, plan with { Slices = 1, SliceDepth = arguments.Depth }, arguments);
            return;
        }

        try
        {
            Launch(device, plan, arguments with
            {
                Y = new GpuMatrixRef(parts.View, arguments.Columns),
                Epilogue = GpuEpilogue.Of(parts.View),
                Batch = new GpuGemmBatch(plan.Slices, 0, 0, count, plan.SliceDepth),
            });
            GpuSliceSum.Run(device, parts.View, plan.Slices, arguments);
        }
        finally
        {
            device.Return(parts);               // work is done in order: whoever rents the memory next writes after the kernel has read
        }
    }

    private static void Launch(GpuDevice device, GpuGemmPlan plan, GpuSgemmArguments arguments)
    {
        if (plan.Rows == 1)
        {
            GpuSgemv.Launch(device, plan, arguments);
            return;
        }

        Action<GpuSgemmArguments> kernel = (plan.Rows, plan.Columns, arguments.IsByFours) switch
        {
            (128, 128, true) => GemmKernel<GpuTile128x128, GpuAccessByFours>,
            (128, 64, true) => GemmKernel<GpuTile128x64, GpuAccessByFours>,
            (_, _, true) => GemmKernel<GpuTile64x64, GpuAccessByFours>,
            (128, 128, _) => GemmKernel<GpuTile128x128, GpuAccessByOnes>,
            (128, 64, _) => GemmKernel<GpuTile128x64, GpuAccessByOnes>,
            _ => GemmKernel<GpuTile64x64, GpuAccessByOnes>,
        };
        Index3D groups = new(plan.RowTiles, plan.ColumnTiles, arguments.Batch.Count);
        device.ForGroups(kernel, groups, plan.Rows * plan.Columns / 64, arguments);
    }

    private static void GemmKernel<TTile, TAccess>(GpuSgemmArguments a)
        where TTile : struct, IGpuGemmTile where TAccess : struct, IGpuGemmAccess
    {
        // This thread's share of loading: rows x .. x + 3 x-steps, four of the depth; and of the weights.
        ArrayView<float> xs = SharedMemory.Allocate<float>(2 * Deep * (TTile.Rows + Gap));
        ArrayView<float> ws = SharedMemory.Allocate<float>(2 * Deep * TTile.Columns);
        int t = Group.IdxX;
        int firstRow = Grid.IdxX * TTile.Rows, firstColumn = Grid.IdxY * TTile.Columns;
        int begin = Grid.IdxZ * a.Batch.Depth, end = a.Batch.Depth == 0 ? a.Depth : Math.Min(begin + a.Batch.Depth, a.Depth);
        GpuTileLoader<TTile, TAccess> loader = new(a, firstRow, firstColumn, t, end);
        GpuTap tap = loader.TapAt(a, begin);

        // This thread's share of the products.
        int lane = t % 32, warp = t / 32, warpColumns = TTile.Columns / 32;
        int row = warp / warpColumns * 64 + lane / 4 * 4, column = warp % warpColumns * 32 + lane % 4 * 4;
        GpuTileSums sums = default;

        GpuTilePart part = loader.Load(a, tap, begin);
        int buffer = 0;
        loader.Store(part, xs, ws, buffer);
        Group.Barrier();
        for (int start = begin; start < end; start += Deep)
        {
            // Load: the next part, while the products of this one are computed.
            tap = tap.Next(a.Rows, Deep);
            part = loader.Load(a, tap, start + Deep);

            // Multiply.
            int xStep = (TTile.Rows + Gap) / 4, wStep = TTile.Columns / 4;
            ArrayView<GpuFloat4> x = GpuQuads.From(xs, buffer * (Deep * xStep) + row / 4);
            ArrayView<GpuFloat4> w = GpuQuads.From(ws, buffer * (Deep * wStep) + column / 4);
            sums = sums.Add(x, w, 0, 0).Add(x, w, xStep, wStep).Add(x, w, 2 * xStep, 2 * wStep).Add(x, w, 3 * xStep, 3 * wStep);
            sums = sums.Add(x, w, 4 * xStep, 4 * wStep).Add(x, w, 5 * xStep, 5 * wStep);
            sums = sums.Add(x, w, 6 * xStep, 6 * wStep).Add(x, w, 7 * xStep, 7 * wStep);
            sums = sums.Add(x, w, 8 * xStep, 8 * wStep).Add(x, w, 9 * xStep, 9 * wStep);
            sums = sums.Add(x, w, 10 * xStep, 10 * wStep).Add(x, w, 11 * xStep, 11 * wStep);
            sums = sums.Add(x, w, 12 * xStep, 12 * wStep).Add(x, w, 13 * xStep, 13 * wStep);
            sums = sums.Add(x, w, 14 * xStep, 14 * wStep).Add(x, w, 15 * xStep, 15 * wStep);

            // Store.
            buffer = 1 - buffer;
            loader.Store(part, xs, ws, buffer);
            Group.Barrier();
        }

        // Epilogue.
        int left = firstColumn + column, top = firstRow + row, result = Grid.IdxZ * a.Batch.Y;
        StoreRow<TAccess>(a, top, left, result, sums.Row0);
        StoreRow<TAccess>(a, top + 1, left, result, sums.Row1);
        StoreRow<TAccess>(a, top + 2, left, result, sums.Row2);
        StoreRow<TAccess>(a, top + 3, left, result, sums.Row3);
        StoreRow<TAccess>(a, top + 32, left, result, sums.Row4);
        StoreRow<TAccess>(a, top + 33, left, result, sums.Row5);
        StoreRow<TAccess>(a, top + 34, left, result, sums.Row6);
        StoreRow<TAccess>(a, top + 35, left, result, sums.Row7);
    }

    private static void StoreRow<TAccess>(GpuSgemmArguments a, int row, int column, int result, GpuFloat8 sums)
        where TAccess : struct, IGpuGemmAccess
    {
        if (row >= a.Rows.Count)
            return;
        StoreQuad<TAccess>(a, row, column, result, sums.Low);
        StoreQuad<TAccess>(a, row, column + 16, result, sums.High);
    }

    private static void StoreQuad<TAccess>(GpuSgemmArguments a, int row, int column, int result, GpuFloat4 sums)
        where TAccess : struct, IGpuGemmAccess
    {
        if (TAccess.IsByFours)
        {
            if (column < a.Columns)
                a.Epilogue.StoreQuad(a.Y.View, sums, column, result + row * a.Y.Stride + column);
            return;
        }

        Store(a, row, column, result, sums.V0);
        Store(a, row, column + 1, result, sums.V1);
        Store(a, row, column + 2, result, sums.V2);
        Store(a, row, column + 3, result, sums.V3);
    }

    /// <summary>Applies the epilogue to one sum and stores it, unless it lies beyond the last column.</summary>
    private static void Store(GpuSgemmArguments a, int row, int column, int result, float sum)
    {
        if (column >= a.Columns)
            return;
        int offset = result + row * a.Y.Stride + column;
        a.Y.View[offset] = a.Epilogue.Apply(sum, column, offset);
    }
}
