using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// Layer normalisation (Ba et al. 2016, arXiv:1607.06450): y = (x - mean) / sqrt(variance + Epsilon) * scale + shift, with mean and
/// variance over all dimensions from <paramref name="Axis"/> on. Inputs: x, scale, and shift, which may be absent; both of the normalised
/// dimensions' shape, or one element.
/// </summary>
internal sealed record LayerNormalization(int Axis = -1, float Epsilon = 1e-5f) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        int axis = Positive(Axis, inputs[0].Rank);
        foreach (Shape parameter in inputs[1..])
        {
            if (!Takes(parameter, inputs[0]))
            {
                throw new ArgumentException(
                    $"{Name}: normalises {new Shape(inputs[0].Dimensions[axis..])} elements of {inputs[0]}, "
                    + $"but a parameter has shape {parameter}.");
            }
        }

        return inputs[0];
    }

    /// <summary>Whether a parameter is one element, or has the normalised dimensions, apart from leading dimensions of 1.</summary>
    public bool Takes(Shape parameter, Shape input) =>
        parameter.Count == 1
        || parameter.Dimensions.TrimStart(1).SequenceEqual(input.Dimensions[Positive(Axis, input.Rank)..].TrimStart(1));

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        int count = y.Shape.Product(Positive(Axis, y.Shape.Rank), y.Shape.Rank);
        GpuTensor scale = x[1], shift = x.Length > 2 ? x[2] : scale;
        RowNormalization.Run(device, new RowNormalizationArguments(
            x[0].View, ParameterOf(scale), ParameterOf(shift), x.Length > 2 ? 1 : 0, y.View, count, Epsilon));

        RowParameter ParameterOf(GpuTensor parameter) => new(parameter.View, 1, 0, parameter.Count == 1 ? Math.Max(count, 1) : 1);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each row, in parallel        count elements
    ///     moments: mean and inverse deviation, in double precision
    ///     store:   y_i = (x_i - mean) * inverse deviation * scale_i + shift_i, rounded once
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0], scale = x[1];
        Tensor? shift = x.Length > 2 ? x[2] : null;
        int count = source.Shape.Product(Positive(Axis, source.Shape.Rank), source.Shape.Rank);
        device.ForRanges(y.Count / Math.Max(count, 1), count, (start, end) =>
        {
            for (int row = start; row < end; row++)
            {
                ReadOnlySpan<float> from = source.AsSpan().Slice(row * count, count);
                Span<float> to = y.AsSpan().Slice(row * count, count);

                // Moments.
                Moments moments = Moments.Of(from, Epsilon);

                // Store.
                for (int i = 0; i < count; i++)
                {
                    double factor = scale.AsSpan()[scale.Count == 1 ? 0 : i];
                    double offset = shift is null ? 0 : shift.AsSpan()[shift.Count == 1 ? 0 : i];
                    to[i] = (float)((from[i] - moments.Mean) * moments.InverseDeviation * factor + offset);
                }
            }
        });
    }
}
