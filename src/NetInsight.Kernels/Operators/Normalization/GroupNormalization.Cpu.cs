using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record GroupNormalization
{
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
                Moments moments = Moments.Of(from);
                double inverse = moments.InverseDeviation(Epsilon);

                // Store.
                for (int c = 0; c < channels; c++)
                {
                    int parameter = ScalesGroups ? group : group * channels + c;
                    double gain = inverse * scale.AsSpan()[parameter], offset = shift.AsSpan()[parameter];
                    for (int i = c * positions; i < (c + 1) * positions; i++)
                        to[i] = (float)((from[i] - moments.Mean) * gain + offset);
                }
            }
        });
    }
}
