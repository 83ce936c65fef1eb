using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

internal sealed partial record Transpose
{
    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        Shape input = x[0].Shape;
        int[] steps = new int[input.Rank];
        for (int axis = 0; axis < steps.Length; axis++)
            steps[axis] = input.Product(Permutation[axis] + 1, input.Rank);
        if (!StridedCopy.TryRun(device, x[0], y, y.Shape.Dimensions, steps))
            device.RunOnHost(this, x, y);
    }
}
