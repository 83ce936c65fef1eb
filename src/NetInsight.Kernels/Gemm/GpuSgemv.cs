using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Gemm;

/// <summary>A product of a few rows, as a fully connected layer on one picture is: reading the weights is all of its work.</summary>
/// <remarks>
/// <code>
///   a group of 128 threads makes 32 sums of one row: thread (s, c) adds up every fourth product of column c, from the s-th on
///   then the four parts of each column are added, always in one order
/// </code>
/// </remarks>
internal static class GpuSgemv
{
    private const int Columns = 32;
    private const int Parts = 4;

    /// <summary>Queues the product.</summary>
    public static void Run(GpuDevice device, GpuSgemmArguments arguments) =>
        device.ForGroups(RowProductKernel, (arguments.Columns + Columns - 1) / Columns, arguments.Rows.Count, Columns * Parts, arguments);

    private static void RowProductKernel(GpuSgemmArguments a)
    {
        ArrayView<float> parts = SharedMemory.Allocate<float>(Columns * Parts);
        int t = Group.IdxX, part = t / Columns, row = Grid.IdxY, column = Grid.IdxX * Columns + t - part * Columns;
        float sum = 0;
        if (column < a.Columns)
        {
            int origin = a.Rows.OriginOf(row);
            for (int k = part; k < a.Depth; k += Parts)
                sum += a.X[origin + k] * a.Weights[k * a.Columns + column];
        }

        parts[t] = sum;
        Group.Barrier();
        if (part == 0)
            GpuSgemm.Store(a, row, column, parts[t] + parts[t + Columns] + parts[t + 2 * Columns] + parts[t + 3 * Columns]);
    }
}
