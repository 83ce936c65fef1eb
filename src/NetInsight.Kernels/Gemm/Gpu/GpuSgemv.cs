using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>
/// GEMV on the GPU: a product of a few rows, as a fully connected layer on one image is. Its time is that of reading the weights.
/// </summary>
/// <remarks>
/// <code>
///   a group of 128 threads computes 32 columns of one row, each as 4 partial sums: thread (s, c) takes k = s mod 4 of column c
///   products: partial sums, in registers
///   reduce:   the 4 partial sums of a column, through shared memory, always in one order
///   store:    epilogue, then Y
/// </code>
/// </remarks>
internal static class GpuSgemv
{
    private const int Columns = 32;
    private const int Slices = 4;

    /// <summary>Queues the product.</summary>
    public static void Run(GpuDevice device, GpuSgemmArguments arguments) =>
        device.ForGroups(GemvKernel, (arguments.Columns + Columns - 1) / Columns, arguments.Rows.Count, Columns * Slices, arguments);

    private static void GemvKernel(GpuSgemmArguments a)
    {
        // Products.
        ArrayView<float> partial = SharedMemory.Allocate<float>(Columns * Slices);
        int t = Group.IdxX, slice = t / Columns, row = Grid.IdxY, column = Grid.IdxX * Columns + t - slice * Columns;
        float sum = 0;
        if (column < a.Columns)
        {
            int origin = a.Rows.OriginOf(row);
            for (int k = slice; k < a.Depth; k += Slices)
                sum += a.X[origin + k] * a.Weights[k * a.Columns + column];
        }

        // Reduce and store.
        partial[t] = sum;
        Group.Barrier();
        if (slice == 0)
            GpuSgemm.Store(a, row, column, partial[t] + partial[t + Columns] + partial[t + 2 * Columns] + partial[t + 3 * Columns]);
    }
}
