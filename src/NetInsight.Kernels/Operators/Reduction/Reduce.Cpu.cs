using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Reduction;

internal sealed partial record Reduce<TReduction>
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each element of the result, in parallel     its origin by the kept axes
    ///     for each run of the reduced axes              the innermost reduced axis, in memory order
    ///       for each element of the run                 folded in: one thread folds a whole result (same bits for any number of threads)
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        bool[] isReduced = Reduced(source.Shape.Rank);
        StridedAxes kept = StridedAxes.Of(source.Shape, isReduced, false), reduced = StridedAxes.Of(source.Shape, isReduced, true);
        int count = reduced.Count;
        (int extent, int stride) = reduced.Innermost;

        device.ForRanges(y.Count, count, (start, end) =>
        {
            ReadOnlySpan<float> from = source.AsSpan();
            Span<float> to = y.AsSpan();
            for (int index = start; index < end; index++)
            {
                // Origin.
                int origin = kept.OffsetOf(index);
                double folded = TReduction.Initial;

                // Runs, element by element.
                for (int run = 0; run < count; run += extent)
                {
                    int offset = origin + reduced.OffsetOf(run);
                    for (int i = 0; i < extent; i++)
                        folded = TReduction.Fold(folded, from[offset + i * stride]);
                }

                // Finish: rounded to float once.
                to[index] = (float)TReduction.Finish(folded, count);
            }
        });
    }
}
