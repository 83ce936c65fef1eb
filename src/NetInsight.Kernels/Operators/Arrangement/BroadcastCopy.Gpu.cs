using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

internal static partial class BroadcastCopy
{
    /// <summary>
    /// The same on the GPU, as a strided copy in which each axis of the result is two: repetitions (stride 0) x extent of the input. False,
    /// and nothing done, where that leaves too many dimensions.
    /// </summary>
    /// <remarks>
    /// <code>
    ///   y axis of extent r * I  ->  r (stride 0) x I (stride of x)
    ///   one thread for each element of y: y[i] = x[offset(i)]    (StridedCopyKernel)
    /// </code>
    /// </remarks>
    public static bool TryFill(GpuDevice device, GpuTensor x, GpuTensor y)
    {
        Shape output = y.Shape, input = x.Shape.Expand(output.Rank);
        int[] extents = new int[2 * output.Rank], strides = new int[2 * output.Rank];
        for (int axis = output.Rank - 1, stride = 1; axis >= 0; stride *= input[axis--])
        {
            extents[2 * axis] = y.Count == 0 ? 0 : output[axis] / input[axis];
            (extents[2 * axis + 1], strides[2 * axis + 1]) = (input[axis], stride);
        }

        return StridedCopy.TryRun(device, x, y, extents, strides);
    }
}
