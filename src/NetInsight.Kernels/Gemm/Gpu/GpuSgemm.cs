using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>
/// Single-precision GEMM on the GPU; a convolution is one whose left factor is a virtual im2col matrix, gathered on the way.
/// </summary>
/// <remarks>
/// <code>
///   a group of side x side threads computes a tile of (8 side) x (8 side) results; a thread computes 8 x 8 of them, in registers
///   for each 16 of the depth
///     load:     all threads copy 16 x (8 side) elements of both factors to shared memory, zeros beyond the edges
///     multiply: for each of the 16, a thread reads 8 elements of each factor and adds 64 products
///   store:      epilogue, then Y
/// </code>
/// A thread's rows and columns lie a side apart, so that neighbouring threads read neighbouring banks and store neighbouring elements.
/// </remarks>
internal static class GpuSgemm
{
    /// <summary>Up to so many rows, a kernel that reads the weights once a row is faster than one that pads tiles with zeros.</summary>
    private const int FewRows = 8;

    /// <summary>Queues the GEMM.</summary>
    public static void Run(GpuDevice device, GpuSgemmArguments arguments)
    {
        int rows = arguments.Rows.Count, columns = arguments.Columns;
        if (rows <= FewRows && arguments.Rows.IsMatrix != 0)
            GpuSgemv.Run(device, arguments);
        else if ((long)Tiles(rows, 128) * Tiles(columns, 128) >= 2L * device.Multiprocessors && columns > 64)
            device.ForGroups(GemmKernel<TileSide16>, Tiles(rows, 128), Tiles(columns, 128), 256, arguments);
        else
            device.ForGroups(GemmKernel<TileSide8>, Tiles(rows, 64), Tiles(columns, 64), 64, arguments);
    }

    private static int Tiles(int count, int size) => (count + size - 1) / size;

    private static void GemmKernel<TSide>(GpuSgemmArguments a) where TSide : struct, ITileSide
    {
        // Corners of the windows of the tile's rows, once for the whole depth.
        const int Deep = 16;
        ArrayView<float> xs = SharedMemory.Allocate<float>(Deep * 129), ws = SharedMemory.Allocate<float>(Deep * 128);
        ArrayView<int> origins = SharedMemory.Allocate<int>(128);
        ArrayView<int> tops = SharedMemory.Allocate<int>(128), lefts = SharedMemory.Allocate<int>(128);
        int side = TSide.Value, size = side * 8, threads = side * side, t = Group.IdxX;
        int threadRow = t / side, threadColumn = t - threadRow * side;
        int firstRow = Grid.IdxX * size, firstColumn = Grid.IdxY * size;
        for (int r = t; r < size; r += threads)
        {
            int row = Math.Min(firstRow + r, a.Rows.Count - 1);         // beyond the edge any row will do: nothing is stored
            origins[r] = a.Rows.OriginOf(row);
            tops[r] = a.Rows.TopOf(row);
            lefts[r] = a.Rows.LeftOf(row);
        }

        GpuFloat8 sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        GpuFloat8 sum4 = default, sum5 = default, sum6 = default, sum7 = default;
        int lane = t % Deep, lanes = threads / Deep;
        for (int start = 0; start < a.Depth; start += Deep)
        {
            // Load: X transposed [16, rows + 1] (the odd stride avoids bank conflicts), Weights [16, columns].
            Group.Barrier();
            int depth = start + lane;
            Im2ColTap tap = a.Rows.TapOf(depth);
            for (int r = t / Deep; r < size; r += lanes)
                xs[lane * (size + 1) + r] = depth < a.Depth && a.Rows.IsInside(tap, tops[r], lefts[r]) ? a.X[origins[r] + tap.Offset] : 0;
            for (int i = t; i < Deep * size; i += threads)
            {
                int k = i / size, column = firstColumn + i - k * size;
                ws[i] = start + k < a.Depth && column < a.Columns ? a.Weights[(start + k) * a.Columns + column] : 0;
            }

            // Multiply.
            Group.Barrier();
            for (int k = 0; k < Deep; k++)
            {
                int at = k * size + threadColumn, from = k * (size + 1) + threadRow;
                GpuFloat8 w = new(
                    ws[at], ws[at + side], ws[at + 2 * side], ws[at + 3 * side],
                    ws[at + 4 * side], ws[at + 5 * side], ws[at + 6 * side], ws[at + 7 * side]);
                sum0 = sum0.MultiplyAdd(xs[from], w);
                sum1 = sum1.MultiplyAdd(xs[from + side], w);
                sum2 = sum2.MultiplyAdd(xs[from + 2 * side], w);
                sum3 = sum3.MultiplyAdd(xs[from + 3 * side], w);
                sum4 = sum4.MultiplyAdd(xs[from + 4 * side], w);
                sum5 = sum5.MultiplyAdd(xs[from + 5 * side], w);
                sum6 = sum6.MultiplyAdd(xs[from + 6 * side], w);
                sum7 = sum7.MultiplyAdd(xs[from + 7 * side], w);
            }
        }

        // Store.
        int left = firstColumn + threadColumn, top = firstRow + threadRow;
        Store(a, top, left, side, sum0);
        Store(a, top + side, left, side, sum1);
        Store(a, top + 2 * side, left, side, sum2);
        Store(a, top + 3 * side, left, side, sum3);
        Store(a, top + 4 * side, left, side, sum4);
        Store(a, top + 5 * side, left, side, sum5);
        Store(a, top + 6 * side, left, side, sum6);
        Store(a, top + 7 * side, left, side, sum7);
    }

    private static void Store(GpuSgemmArguments a, int row, int column, int side, GpuFloat8 sums)
    {
        if (row >= a.Rows.Count)
            return;
        Store(a, row, column, sums.V0);
        Store(a, row, column + side, sums.V1);
        Store(a, row, column + 2 * side, sums.V2);
        Store(a, row, column + 3 * side, sums.V3);
        Store(a, row, column + 4 * side, sums.V4);
        Store(a, row, column + 5 * side, sums.V5);
        Store(a, row, column + 6 * side, sums.V6);
        Store(a, row, column + 7 * side, sums.V7);
    }

    /// <summary>Applies the epilogue to one sum and stores it, unless it lies beyond the last column.</summary>
    internal static void Store(GpuSgemmArguments a, int row, int column, float sum)
    {
        if (column >= a.Columns)
            return;
        int offset = row * a.Y.Stride + column;
        a.Y.View[offset] = a.Epilogue.Apply(sum, column, offset);
    }
}
