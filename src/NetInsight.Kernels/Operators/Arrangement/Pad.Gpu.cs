using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>What the kernel of <see cref="Pad"/> is handed: one axis that is padded, and the blocks on both sides of it.</summary>
internal readonly record struct PadArguments(ArrayView<float> X, ArrayView<float> Y, PadMode Mode, float Value, int Extent, int Output, int Before, int Inner);

internal sealed partial record Pad
{
    /// <inheritdoc/>
    /// <remarks>One axis after the other: padded corners are the same whichever comes first.</remarks>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        int[] axes = [.. Enumerable.Range(0, y.Shape.Rank).Where(axis => Before[axis] != 0 || After[axis] != 0)];
        GpuTensor from = x[0];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = axes[i];
            Shape shape = from.Shape.With(axis, y.Shape[axis]);
            GpuTensor to = i == axes.Length - 1 ? y : device.Rent(shape);
            device.ForEach(PadKernel, shape.Count, new PadArguments(
                from.View, to.View, Mode, Value, from.Shape[axis], shape[axis], Before[axis], shape.Product(axis + 1, shape.Rank)));
            if (i > 0)
                device.Return(from);
            from = to;
        }

        if (axes.Length == 0)
            StridedCopy.TryRun(device, from, y, [y.Count], [1]);
    }

    private static void PadKernel(Index1D i, PadArguments a)
    {
        int row = i / a.Inner, line = row / a.Output, place = row - line * a.Output - a.Before;
        if (place < 0 || place >= a.Extent)
        {
            if (a.Mode == PadMode.Constant)
            {
                a.Y[i] = a.Value;
                return;
            }

            place = a.Mode == PadMode.Edge
                ? place < 0 ? 0 : a.Extent - 1
                : place < 0 ? -place : 2 * (a.Extent - 1) - place;
        }

        a.Y[i] = a.X[(line * a.Extent + place) * a.Inner + (i - row * a.Inner)];
    }
}
