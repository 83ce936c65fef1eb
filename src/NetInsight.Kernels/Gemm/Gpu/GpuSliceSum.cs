using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Gemm.Gpu;

/// <summary>Arguments of the kernel of <see cref="GpuSliceSum"/>.</summary>
/// <param name="Parts">[slices, rows, columns].</param>
/// <param name="Slices">The number of slices.</param>
/// <param name="Count">Elements of a slice.</param>
/// <param name="Columns">Columns of a slice.</param>
/// <param name="Y">The result.</param>
/// <param name="Epilogue">What is applied to the sums.</param>
internal readonly record struct SliceSumArguments(
    ArrayView<float> Parts, int Slices, int Count, int Columns, GpuMatrixRef Y, GpuEpilogue Epilogue);

/// <summary>Adds the parts of a product whose depth was cut into slices, always in one order, and applies the epilogue.</summary>
internal static class GpuSliceSum
{
    /// <summary>Queues the sums.</summary>
    public static void Run(GpuDevice device, ArrayView<float> parts, int slices, GpuSgemmArguments product)
    {
        int count = product.Rows.Count * product.Columns;
        device.ForEach(
            SliceSumKernel, count, new SliceSumArguments(parts, slices, count, product.Columns, product.Y, product.Epilogue));
    }

    /// <summary>One thread for each element of the result; neighbouring threads on neighbouring columns.</summary>
    private static void SliceSumKernel(Index1D index, SliceSumArguments a)
    {
        float sum = 0;
        for (int slice = 0; slice < a.Slices; slice++)
            sum += a.Parts[slice * a.Count + index];
        int row = index / a.Columns, column = index - row * a.Columns, offset = row * a.Y.Stride + column;
        a.Y.View[offset] = a.Epilogue.Apply(sum, column, offset);
    }
}
