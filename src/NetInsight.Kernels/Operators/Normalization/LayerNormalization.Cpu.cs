using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Normalization;

internal sealed partial record LayerNormalization
{
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
                Moments moments = Moments.Of(from);
                double inverse = moments.InverseDeviation(Epsilon);

                // Store.
                for (int i = 0; i < count; i++)
                {
                    double factor = scale.AsSpan()[scale.Count == 1 ? 0 : i];
                    double offset = shift is null ? 0 : shift.AsSpan()[shift.Count == 1 ? 0 : i];
                    to[i] = (float)((from[i] - moments.Mean) * inverse * factor + offset);
                }
            }
        });
    }
}
