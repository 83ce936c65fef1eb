using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators;

internal sealed partial record Transpose
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   one thread for each element: y[i] = x[offset(i)]    (StridedCopyKernel); Y written contiguously, X read by strides
    ///   strides: of the input, in the order of the permutation
    /// </code>
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;
        int[] strides = new int[input.Rank];
        for (int axis = 0; axis < strides.Length; axis++)
            strides[axis] = input.Product(Permutation[axis] + 1, input.Rank);
        if (!StridedCopy.TryRun(device, x[0], y, y.Shape.Dimensions, strides))
            device.RunOnHost(this, x, y);
    }
}
