using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

internal sealed partial record Slice
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;
        int rank = input.Rank, origin = 0;
        int[] steps = new int[rank];
        for (int axis = rank - 1, step = 1; axis >= 0; step *= input[axis--])
            steps[axis] = step;
        foreach (SliceAxis slice in Axes)
        {
            int axis = Positive(slice.Axis, rank);
            origin += slice.For(input[axis]).First * steps[axis];
            steps[axis] *= (int)slice.Step;
        }

        if (!StridedCopy.TryRun(device, x[0], y, y.Shape.Dimensions, steps, origin))
            device.RunOnHost(this, x, y);
    }
}
