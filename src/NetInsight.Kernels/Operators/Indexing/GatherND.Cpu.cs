using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Indexing;

internal sealed partial record GatherND
{
    /// <inheritdoc/>
    /// <remarks>
    /// Copies one run for each tuple, tuples in parallel.
    /// <code>
    ///   for each tuple, in parallel
    ///     offset: of the batch entry + index * stride for each index of the tuple
    ///     copy:   a run of the dimensions behind the indexed ones
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor source = x[0], indices = x[1];
        if (y.Count == 0)
            return;
        int length = indices.Shape[-1], count = y.Shape.Product(0, indices.Shape.Rank - 1);
        IndexTuples tuples = IndexTuples.Over(source.Shape, BatchDimensions, length);
        int perBatch = count / source.Shape.Product(0, BatchDimensions), run = tuples.Run;
        device.ForRanges(count, run + 4 * length, (start, end) =>
        {
            for (int t = start; t < end; t++)
            {
                // Offset.
                int offset = t / perBatch * tuples.PerBatch + tuples.OffsetOf(indices.AsSpan().Slice(t * length, length));

                // Copy.
                source.AsSpan().Slice(offset, run).CopyTo(y.AsSpan().Slice(t * run, run));
            }
        });
    }
}
