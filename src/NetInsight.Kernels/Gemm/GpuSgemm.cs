using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Gemm;

/// <summary>What the kernels of <see cref="GpuSgemm"/> are handed.</summary>
/// <param name="X">The left factor: maps, or a matrix.</param>
/// <param name="Weights">The right factor, depth x columns, row by row.</param>
/// <param name="Bias">A number for each column; anything where there is none.</param>
/// <param name="Addend">A matrix laid out as the result; anything where there is none.</param>
/// <param name="Y">The result.</param>
/// <param name="Rows">How rows of the left factor are found.</param>
/// <param name="Depth">Numbers of one row of the left factor.</param>
/// <param name="Columns">Columns of the right factor.</param>
/// <param name="Stride">Numbers from one row of the result to the next.</param>
/// <param name="Start">Where the first column of the result stands.</param>
/// <param name="Epilogue">What is done to the sums before they are stored.</param>
internal readonly record struct GpuSgemmArguments(
    ArrayView<float> X,
    ArrayView<float> Weights,
    ArrayView<float> Bias,
    ArrayView<float> Addend,
    ArrayView<float> Y,
    GpuIm2ColRows Rows,
    int Depth,
    int Columns,
    int Stride,
    int Start,
    GpuEpilogue Epilogue);

/// <summary>What is done to sums before they are stored: y = sum + bias + addend, then a ReLU; each where its number is not 0.</summary>
internal readonly record struct GpuEpilogue(int Bias, int Addend, int Relu);

/// <summary>A matrix product on a graphics card, of which a convolution is one: its rows are windows, gathered on the way.</summary>
/// <remarks>
/// <code>
///   a group of side x side threads makes a square of (8 side) x (8 side) sums; a thread makes 8 x 8 of them, in registers
///   for each 16 numbers of the depth
///     all threads put 16 x (8 side) numbers of both factors into shared memory, zeros beyond the edges
///     for each of the 16
///       a thread takes 8 numbers of each factor and adds 64 products
/// </code>
/// A thread's rows and columns lie a side apart, so that neighbouring threads touch neighbouring banks and store neighbouring numbers.
/// </remarks>
internal static class GpuSgemm
{
    /// <summary>Up to so many rows, a kernel that reads the weights once a row beats one that fills squares with zeros.</summary>
    private const int FewRows = 8;

    /// <summary>Queues the product.</summary>
    public static void Run(GpuDevice device, GpuSgemmArguments arguments)
    {
        int rows = arguments.Rows.Count, columns = arguments.Columns;
        if (rows <= FewRows && arguments.Rows.IsMatrix != 0)
            GpuSgemv.Run(device, arguments);
        else if ((long)Squares(rows, 128) * Squares(columns, 128) >= 2L * device.Multiprocessors && columns > 64)
            device.ForGroups(ProductKernel<Side16>, Squares(rows, 128), Squares(columns, 128), 256, arguments);
        else
            device.ForGroups(ProductKernel<Side8>, Squares(rows, 64), Squares(columns, 64), 64, arguments);
    }

    private static int Squares(int count, int size) => (count + size - 1) / size;

    private static void ProductKernel<TSide>(GpuSgemmArguments a) where TSide : struct, ISide
    {
        const int Deep = 16;
        ArrayView<float> xs = SharedMemory.Allocate<float>(Deep * 129), ws = SharedMemory.Allocate<float>(Deep * 128);
        ArrayView<int> origins = SharedMemory.Allocate<int>(128), tops = SharedMemory.Allocate<int>(128), lefts = SharedMemory.Allocate<int>(128);
        int side = TSide.Value, size = side * 8, threads = side * side, t = Group.IdxX, down = t / side, across = t - down * side;
        int firstRow = Grid.IdxX * size, firstColumn = Grid.IdxY * size;
        for (int r = t; r < size; r += threads)
        {
            int row = Math.Min(firstRow + r, a.Rows.Count - 1);         // beyond the edge any row will do: nothing is stored
            origins[r] = a.Rows.OriginOf(row);
            tops[r] = a.Rows.TopOf(row);
            lefts[r] = a.Rows.LeftOf(row);
        }

        Float8 sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default, sum6 = default, sum7 = default;
        int lane = t % Deep, lanes = threads / Deep;
        for (int start = 0; start < a.Depth; start += Deep)
        {
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

            Group.Barrier();
            for (int k = 0; k < Deep; k++)
            {
                int at = k * size + across, from = k * (size + 1) + down;
                Float8 w = new(
                    ws[at], ws[at + side], ws[at + 2 * side], ws[at + 3 * side], ws[at + 4 * side], ws[at + 5 * side], ws[at + 6 * side], ws[at + 7 * side]);
                sum0 = sum0.Plus(xs[from], w);
                sum1 = sum1.Plus(xs[from + side], w);
                sum2 = sum2.Plus(xs[from + 2 * side], w);
                sum3 = sum3.Plus(xs[from + 3 * side], w);
                sum4 = sum4.Plus(xs[from + 4 * side], w);
                sum5 = sum5.Plus(xs[from + 5 * side], w);
                sum6 = sum6.Plus(xs[from + 6 * side], w);
                sum7 = sum7.Plus(xs[from + 7 * side], w);
            }
        }

        int left = firstColumn + across, top = firstRow + down;
        Store(a, top, left, side, sum0);
        Store(a, top + side, left, side, sum1);
        Store(a, top + 2 * side, left, side, sum2);
        Store(a, top + 3 * side, left, side, sum3);
        Store(a, top + 4 * side, left, side, sum4);
        Store(a, top + 5 * side, left, side, sum5);
        Store(a, top + 6 * side, left, side, sum6);
        Store(a, top + 7 * side, left, side, sum7);
    }

    private static void Store(GpuSgemmArguments a, int row, int column, int side, Float8 sums)
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

    /// <summary>Finishes one sum and stores it, unless it lies beyond the last column.</summary>
    internal static void Store(GpuSgemmArguments a, int row, int column, float sum)
    {
        if (column >= a.Columns)
            return;
        int at = row * a.Stride + a.Start + column;
        float value = a.Epilogue.Bias != 0 ? sum + a.Bias[column] : sum;
        value = a.Epilogue.Addend != 0 ? value + a.Addend[at] : value;
        a.Y[at] = a.Epilogue.Relu != 0 && value < 0 ? 0 : value;
    }
}
