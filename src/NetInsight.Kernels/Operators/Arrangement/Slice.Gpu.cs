using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

internal sealed partial record Slice
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;
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
