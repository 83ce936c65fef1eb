using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>
/// Writes values back to where a max pool found them: y[indices[i]] = x[i], zero elsewhere; of several values for one index the last stays.
/// Inputs: the values, and their indices into a tensor of (i - 1) * stride - padding + kernel positions an axis (ONNX MaxUnpool).
/// </summary>
/// <param name="Axes">The pool's window along each spatial axis.</param>
/// <param name="Extents">The spatial extents of the result, zeros behind what the windows span; null for just that.</param>
internal sealed partial record MaxUnpool(EquatableArray<WindowAxis> Axes, EquatableArray<int>? Extents = null) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape spanned = Spanned(inputs[0]);
        if (inputs[1] != inputs[0])
            throw new ArgumentException($"{Name}: indices of shape {inputs[1]} for values of shape {inputs[0]}.");
        if (Extents is not { } extents)
            return spanned;
        for (int axis = 2; axis < spanned.Rank; axis++)
        {
            if (extents.Length != Axes.Length || extents[axis - 2] < spanned[axis])
            {
                throw new ArgumentException(
                    $"{Name}: a result of [{string.Join(", ", extents)}] positions is smaller than the {spanned} that the windows span.");
            }
        }

        return new Shape([.. spanned.Dimensions[..2], .. extents]);
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);

    /// <summary>The offset in a larger shape of the element at an offset in a smaller one.</summary>
    private static int Reindex(int offset, Shape from, Shape to)
    {
        int result = 0, stride = 1;
        for (int axis = from.Rank - 1; axis >= 0; offset /= from[axis--])
        {
            result += offset % from[axis] * stride;
            stride *= to[axis];
        }

        return result;
    }

    /// <summary>The shape that the windows span, to which the indices refer.</summary>
    private Shape Spanned(Shape input)
    {
        if (input.Rank != Axes.Length + 2)
            throw new ArgumentException($"{Name}: windows of {Axes.Length} axes for feature maps of shape {input}.");
        int[] result = input.Dimensions.ToArray();
        for (int axis = 2; axis < result.Length; axis++)
        {
            WindowAxis window = Axes[axis - 2];
            long extent = (long)window.Stride * (input[axis] - 1) + window.Kernel - window.Before - window.After;
            if (extent < 0)
            {
                throw new ArgumentException(
                    $"{Name}: a padding of {window.Before} and {window.After} is more than the windows span ({input}).");
            }

            if (extent > int.MaxValue)
                throw new ResourceLimitException($"{Name}: dimension {axis} would have {extent:N0} positions.");
            result[axis] = (int)extent;
        }

        Shape spanned = new(result);
        MaxPoolIndices.CheckElements(spanned, Name);
        return spanned;
    }
}
