using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>
/// GEMV on the GPU: a product of a few rows, as a fully connected layer on one image is. Its time is that of reading the weights.
/// </summary>
/// <remarks>
/// <code>
///   a group of 256 threads computes 32 columns of one row over a slice of the depth: thread (s, c) takes k = s mod 8 of column c
///   products: partial sums, in registers
///   reduce:   the 8 partial sums of a column, through shared memory, always in one order
///   store:    epilogue, then Y
/// </code>
/// </remarks>
internal static class GpuSgemv
{
    private const int Columns = 32, Lanes = 8;

    /// <summary>Indices of the depth for one group: enough loads for a thread, and groups enough for the memory's bandwidth.</summary>
    private const int SliceDepth = 256;

    /// <summary>The division among thread groups.</summary>
    public static GpuGemmPlan PlanOf(int rows, int columns, int depth, int multiprocessors)
    {
        int across = (columns + Columns - 1) / Columns, slices = 1;
        while (across * rows * slices < 4 * multiprocessors && depth / (2 * slices) >= SliceDepth)
            slices *= 2;
        int sliceDepth = (depth + slices - 1) / slices;
        return new GpuGemmPlan(1, Columns, rows, across, slices, sliceDepth, 0);
    }

    /// <summary>Queues the product, or its slices.</summary>
    public static void Launch(GpuDevice device, GpuGemmPlan plan, GpuSgemmArguments arguments) => device.ForGroups(
        GemvKernel, new Index3D(plan.ColumnTiles, plan.RowTiles, arguments.Batch.Count), Columns * Lanes, arguments);

    private static void GemvKernel(GpuSgemmArguments a)
    {
        // Products.
        ArrayView<float> partial = SharedMemory.Allocate<float>(Columns * Lanes);
        int t = Group.IdxX, lane = t / Columns, row = Grid.IdxY, column = Grid.IdxX * Columns + t - lane * Columns;
        int begin = Grid.IdxZ * a.Batch.Depth, end = a.Batch.Depth == 0 ? a.Depth : Math.Min(begin + a.Batch.Depth, a.Depth);
        float sum = 0;
        if (column < a.Columns)
        {
            int origin = a.Rows.OriginOf(row);
            for (int k = begin + lane; k < end; k += Lanes)
                sum += a.X[origin + k] * a.Weights[k * a.Columns + column];
        }

        // Reduce and store.
        partial[t] = sum;
        Group.Barrier();
        if (lane != 0 || column >= a.Columns)
            return;
        for (int other = 1; other < Lanes; other++)
            sum += partial[t + other * Columns];
        int offset = Grid.IdxZ * a.Batch.Y + row * a.Y.Stride + column;
        a.Y.View[offset] = a.Epilogue.Apply(sum, column, offset);
    }
}
