namespace NetInsight;

internal sealed partial record Reduce<TReduction>
{
    /// <inheritdoc/>
    /// <remarks>Kept and reduced axes each count through the input by strides of their own; a result is folded by one thread, in the order of memory.</remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0];
        Shape input = source.Shape;
        bool[] isReduced = Reduced(input.Rank);
        int[] kept = [.. Enumerable.Range(0, input.Rank).Where(axis => !isReduced[axis])], reduced = [.. Enumerable.Range(0, input.Rank).Where(axis => isReduced[axis])];
        int count = 1;
        foreach (int axis in reduced)
            count *= input[axis];

        device.ForRanges(y.Count, count, (start, end) =>
        {
            ReadOnlySpan<float> from = source.AsSpan();
            for (int index = start; index < end; index++)
            {
                int origin = OffsetOf(index, kept, input);
                double folded = TReduction.Start;
                for (int i = 0; i < count; i++)
                    folded = TReduction.Fold(folded, from[origin + OffsetOf(i, reduced, input)]);
                y.AsSpan()[index] = (float)TReduction.End(folded, count);
            }
        });
    }

    /// <summary>Where place <paramref name="index"/> lies, counted over some axes only.</summary>
    private static int OffsetOf(int index, int[] axes, Shape shape)
    {
        int offset = 0;
        for (int i = axes.Length - 1; i >= 0; i--)
        {
            int axis = axes[i];
            offset += index % shape[axis] * shape.Product(axis + 1, shape.Rank);
            index /= shape[axis];
        }

        return offset;
    }
}
