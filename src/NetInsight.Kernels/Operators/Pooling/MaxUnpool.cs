using System.Collections.Immutable;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Pooling;

/// <summary>
/// Puts values back where a max pool found them: y[indices[i]] = x[i], zero elsewhere; of several values for one place the last stays.
/// Inputs: the values, and their places in the tensor of (i - 1) * stride - padding + kernel places an axis (ONNX MaxUnpool).
/// </summary>
/// <param name="Axes">The pool's window along each axis of places.</param>
/// <param name="Extents">The places of the result, zeros behind what the windows span; null for just that.</param>
internal sealed record MaxUnpool(ImmutableArray<WindowAxis> Axes, ImmutableArray<int>? Extents = null) : Operator
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
                throw new ArgumentException($"{Name}: a result of [{string.Join(", ", extents)}] places is smaller than the {spanned} that the windows span.");
        }

        return new Shape([.. spanned.Dimensions[..2], .. extents]);
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Shape spanned = Spanned(x[0].Shape);
        bool isSame = spanned == y.Shape;
        ReadOnlySpan<float> values = x[0].AsSpan(), indices = x[1].AsSpan();
        Span<float> result = y.AsSpan();
        result.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            if (!(indices[i] >= 0 && indices[i] < spanned.Count) || indices[i] != MathF.Floor(indices[i]))
                throw new ArgumentException($"{Name}: index {indices[i]} is no place of {spanned}.");
            int place = (int)indices[i];
            result[isSame ? place : Moved(place, spanned, y.Shape)] = values[i];
        }
    }

    /// <summary>Where a place of one shape lies in a larger one.</summary>
    private static int Moved(int place, Shape from, Shape to)
    {
        int moved = 0, stride = 1;
        for (int axis = from.Rank - 1; axis >= 0; place /= from[axis--])
        {
            moved += place % from[axis] * stride;
            stride *= to[axis];
        }

        return moved;
    }

    /// <summary>The shape that the windows span, in which the indices count.</summary>
    private Shape Spanned(Shape input)
    {
        if (input.Rank != Axes.Length + 2)
            throw new ArgumentException($"{Name}: windows of {Axes.Length} axes for maps of shape {input}.");
        int[] result = input.Dimensions.ToArray();
        for (int axis = 2; axis < result.Length; axis++)
        {
            WindowAxis window = Axes[axis - 2];
            long extent = (long)window.Stride * (input[axis] - 1) + window.Kernel - window.Before - window.After;
            if (extent < 0)
                throw new ArgumentException($"{Name}: a padding of {window.Before} and {window.After} is more than the windows span ({input}).");
            if (extent > int.MaxValue)
                throw new ResourceLimitException($"{Name}: dimension {axis} would have {extent:N0} places.");
            result[axis] = (int)extent;
        }

        Shape spanned = new(result);
        return spanned.Count <= MaxPoolIndices.MostElements
            ? spanned
            : throw new ResourceLimitException($"{Name}: indices into {spanned} ({spanned.Count:N0} elements) are not exact as floats; {MaxPoolIndices.MostElements:N0} elements are the limit.");
    }
}
