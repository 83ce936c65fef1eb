using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Reduction;

internal sealed partial record Reduce<TReduction>
{
    /// <inheritdoc/>
    /// <remarks>A result is folded by one thread, in the order of memory, so that its bits do not depend on the number of threads.</remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        bool[] isReduced = Reduced(source.Shape.Rank);
        AxisSet kept = AxisSet.Of(source.Shape, isReduced, false), reduced = AxisSet.Of(source.Shape, isReduced, true);
        int count = reduced.Count;
        (int extent, int stride) = reduced.Innermost;

        device.ForRanges(y.Count, count, (start, end) =>
        {
            ReadOnlySpan<float> from = source.AsSpan();
            Span<float> to = y.AsSpan();
            for (int index = start; index < end; index++)
            {
                int origin = kept.OffsetOf(index);
                double folded = TReduction.Start;
                for (int run = 0; run < count; run += extent)
                {
                    int place = origin + reduced.OffsetOf(run);
                    for (int i = 0; i < extent; i++)
                        folded = TReduction.Fold(folded, from[place + i * stride]);
                }

                to[index] = (float)TReduction.End(folded, count);
            }
        });
    }
}
