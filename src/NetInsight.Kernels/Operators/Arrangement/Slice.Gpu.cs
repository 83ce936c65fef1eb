using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

internal sealed partial record Slice
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   one thread for each element: y[i] = x[origin + offset(i)]    (StridedCopyKernel)
    ///   origin: the first element; stride along a sliced axis: the input's times the step
    /// </code>
    /// </remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;

        // Origin and strides.
        int rank = input.Rank, origin = 0;
        int[] strides = new int[rank];
        for (int axis = rank - 1, stride = 1; axis >= 0; stride *= input[axis--])
            strides[axis] = stride;
        foreach (SliceAxis slice in Axes)
        {
            int axis = Positive(slice.Axis, rank);
            origin += slice.For(input[axis]).First * strides[axis];
            strides[axis] *= (int)slice.Step;
        }

        if (!StridedCopy.TryRun(device, x[0], y, y.Shape.Dimensions, strides, origin))
            device.RunOnHost(this, x, y);
    }
}
