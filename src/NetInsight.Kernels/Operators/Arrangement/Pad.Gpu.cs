using ILGPU;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>Arguments of the kernel of <see cref="Pad"/>: one padded axis, [outer, Extent, Inner] to [outer, Output, Inner].</summary>
internal readonly record struct PadArguments(
    ArrayView<float> X, ArrayView<float> Y, PadMode Mode, float Value, int Extent, int Output, int Before, int Inner);

internal sealed partial record Pad
{
    /// <inheritdoc/>
    /// <remarks>One axis after the other: corners are the same in any order of the axes.</remarks>
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

    /// <summary>One thread for each element of the result.</summary>
    /// <remarks>
    /// <code>
    ///   position: of the source along the axis; in the padding the constant, the edge or the mirror image
    ///   copy:     y[line, i, inner] = x[line, position, inner]    global memory
    /// </code>
    /// </remarks>
    private static void PadKernel(Index1D i, PadArguments a)
    {
        // Position.
        int row = i / a.Inner, line = row / a.Output, position = row - line * a.Output - a.Before;
        if (position < 0 || position >= a.Extent)
        {
            if (a.Mode == PadMode.Constant)
            {
                a.Y[i] = a.Value;
                return;
            }

            position = a.Mode == PadMode.Edge
                ? position < 0 ? 0 : a.Extent - 1
                : position < 0 ? -position : 2 * (a.Extent - 1) - position;
        }

        // Copy.
        a.Y[i] = a.X[(line * a.Extent + position) * a.Inner + (i - row * a.Inner)];
    }
}
