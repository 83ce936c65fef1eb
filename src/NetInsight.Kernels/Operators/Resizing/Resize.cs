using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>How given extents are met (ONNX keep_aspect_ratio_policy): unless stretched, all axes get one scale.</summary>
internal enum AspectRatio
{
    /// <summary>The extents are as given.</summary>
    Stretch,

    /// <summary>No extent is larger than given.</summary>
    NotLarger,

    /// <summary>No extent is smaller than given.</summary>
    NotSmaller,
}

/// <summary>
/// A tensor resized along some axes, one after the other: along each, y[o] = sum over the taps t of weight[o,t] * x[position[o,t]]. Of a
/// region of interest (<see cref="ResizeCoordinates.CropAndResize"/>), what lies outside the input along any axis has one value.
/// </summary>
/// <param name="Axes">How each axis is resized; the others stay.</param>
/// <param name="Rule">How values between positions are interpolated.</param>
/// <param name="Aspect">How given extents are met.</param>
internal sealed partial record Resize(EquatableArray<ResizeAxis> Axes, ResizeRule Rule, AspectRatio Aspect = AspectRatio.Stretch) : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) =>
        this with { Axes = [.. Axes.Select(axis => axis with { Axis = AxisInNhwc(Positive(axis.Axis, rank), rank) })] };

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input)
    {
        ReceptiveFieldAxis rows = ReceptiveFieldAxis.One, columns = ReceptiveFieldAxis.One;
        Shape output = Infer([input]);
        foreach (ResizeAxis resized in Axes)
        {
            int axis = Positive(resized.Axis, input.Rank);
            if (axis < 2 || input.Rank is not (3 or 4) || input[axis] == 0 || output[axis] == 0)
                continue;
            ReceptiveFieldAxis field = TapsOf(resized, input, output).ReceptiveField();
            (rows, columns) = axis == input.Rank - 1 ? (rows, field) : (field, columns);
        }

        return (rows, columns);
    }

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        int[] result = input.Dimensions.ToArray();
        float scale = SharedScale(input);
        HashSet<int> resizedAxes = [];
        foreach (ResizeAxis resized in Axes)
        {
            int axis = Positive(resized.Axis, input.Rank);
            if (!resizedAxes.Add(axis))
                throw new ArgumentException($"{Name}: axis {axis} of {input} is resized twice.");
            if (!float.IsFinite(resized.Scale) || resized.Scale < 0 || resized.Extent < 0)
            {
                throw new ArgumentException(
                    $"{Name}: axis {axis} cannot be resized by a scale of {resized.Scale} or to {resized.Extent} positions.");
            }

            if (!float.IsFinite(resized.Start) || !float.IsFinite(resized.End))
                throw new ArgumentException($"{Name}: axis {axis} has a region of interest from {resized.Start} to {resized.End}.");

            result[axis] = Aspect == AspectRatio.Stretch ? resized.For(input[axis]) : Rounded(scale * input[axis]);
            if (input[axis] == 0 && result[axis] > 0)
                throw new ArgumentException($"{Name}: dimension {axis} of {input} has no element that could be resized.");
        }

        return new Shape(result);
    }

    private int Rounded(float length) => length < int.MaxValue
        ? (int)Math.Floor(length + 0.5)
        : throw new ResourceLimitException($"{Name}: a dimension would have {length:N0} positions.");

    /// <summary>The common scale of all axes where the aspect ratio is kept.</summary>
    private float SharedScale(Shape input)
    {
        float scale = Aspect == AspectRatio.NotLarger ? float.PositiveInfinity : 0;
        foreach (ResizeAxis resized in Axes)
        {
            float own = resized.ScaleFor(input[Positive(resized.Axis, input.Rank)]);
            scale = Aspect == AspectRatio.NotLarger ? Math.Min(scale, own) : Math.Max(scale, own);
        }

        return scale;
    }

    /// <summary>The taps of one axis; both shapes in the layout to which the axes refer.</summary>
    internal ResizeTaps TapsOf(ResizeAxis resized, Shape input, Shape output)
    {
        int axis = Positive(resized.Axis, input.Rank);
        return Aspect == AspectRatio.Stretch
            ? ResizeTaps.Of(Rule, resized, input[axis], output[axis], resized.ScaleFor(input[axis]), resized.LengthFor(input[axis]))
            : ResizeTaps.Of(Rule, resized, input[axis], output[axis], SharedScale(input), output[axis]);
    }
}
