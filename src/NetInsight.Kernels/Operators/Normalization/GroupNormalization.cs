using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Normalization;

/// <summary>
/// Group normalisation (Wu and He 2018, arXiv:1803.08494): y = (x - mean) / sqrt(variance + Epsilon) * scale + shift, with mean and
/// variance over the positions of the channels of a group, for each image. Inputs: x [N, C, ...], scale, shift.
/// </summary>
/// <param name="Groups">The number of groups, of neighbouring channels and equal size.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="ScalesGroups">Whether scale and shift are [groups], as in ONNX before opset 21, and not [channels].</param>
internal sealed record GroupNormalization(int Groups, float Epsilon = 1e-5f, bool ScalesGroups = false) : Operator
{
    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        int channels = inputs[0].Rank >= 2 ? inputs[0][1]
            : throw new ArgumentException($"{Name}: expects channels, but is given {inputs[0]}.");
        if (Groups < 1 || channels % Groups != 0)
            throw new ArgumentException($"{Name}: {Groups} groups do not divide {channels} channels ({inputs[0]}).");
        int expected = ScalesGroups ? Groups : channels;
        foreach (Shape parameter in inputs[1..])
        {
            if (parameter.Count != expected)
            {
                throw new ArgumentException(
                    $"{Name}: {Groups} groups of {channels} channels expect parameters of {expected} elements, "
                    + $"but one has shape {parameter}.");
            }
        }

        return inputs[0];
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        int channels = x[0].Shape[1] / Groups, positions = x[0].Shape.Product(2, x[0].Shape.Rank), count = channels * positions;
        RowParameter scale = ScalesGroups
            ? new RowParameter(x[1].View, Groups, 1, Math.Max(count, 1))
            : new RowParameter(x[1].View, Groups, channels, Math.Max(positions, 1));
        RowParameter shift = scale with { Values = x[2].View };
        RowNormalization.Run(device, new RowNormalizationArguments(x[0].View, scale, shift, 1, y.View, count, Epsilon));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each group of an image, in parallel     channels x positions elements, contiguous
    ///     moments: mean and inverse deviation, in double precision
    ///     store:   y = (x - mean) * inverse deviation * scale + shift, rounded once; parameters of the channel or group
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        (Tensor source, Tensor scale, Tensor shift) = (x[0], x[1], x[2]);
        int channels = source.Shape[1] / Groups, positions = source.Shape.Product(2, source.Shape.Rank), count = channels * positions;
        device.ForRanges(source.Shape[0] * Groups, count, (start, end) =>
        {
            for (int index = start; index < end; index++)
            {
                int group = index % Groups;
                ReadOnlySpan<float> from = source.AsSpan().Slice(index * count, count);
                Span<float> to = y.AsSpan().Slice(index * count, count);

                // Moments.
                Moments moments = Moments.Of(from, Epsilon);

                // Store.
                for (int c = 0; c < channels; c++)
                {
                    int parameter = ScalesGroups ? group : group * channels + c;
                    double gain = moments.InverseDeviation * scale.AsSpan()[parameter], offset = shift.AsSpan()[parameter];
                    for (int i = c * positions; i < (c + 1) * positions; i++)
                        to[i] = (float)((from[i] - moments.Mean) * gain + offset);
                }
            }
        });
    }
}
