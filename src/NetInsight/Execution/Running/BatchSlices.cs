namespace NetInsight.Execution.Running;

/// <summary>
/// A batch cut into slices that run side by side, each by one thread if there are enough: they need not wait for each other after every
/// layer, and their feature maps stay in the caches. How a batch is cut does not depend on the threads, so that the bits do not either.
/// </summary>
internal static class BatchSlices
{
    /// <summary>Batches smaller than this run whole.</summary>
    private const int Smallest = 4;

    /// <summary>Images of each slice: about four, and an even number of slices. One slice where cutting is of no use.</summary>
    public static int[] Of(int batch)
    {
        if (batch < Smallest)
            return [batch];
        int count = 2 * ((batch + 7) / 8);
        return [.. Enumerable.Range(0, count).Select(slice => batch * (slice + 1) / count - batch * slice / count)];
    }

    /// <summary>All slices of a batch.</summary>
    public static Tensor[] Cut(Tensor batch, int[] slices) =>
        [.. slices.Select((count, slice) => Cut(batch, slices[..slice].Sum(), count))];

    /// <summary>Some images of a batch.</summary>
    public static Tensor Cut(Tensor batch, int first, int count)
    {
        int image = batch.Count / batch.Shape[0];
        return new Tensor(batch.Shape.With(0, count), batch.AsSpan().Slice(first * image, count * image));
    }

    /// <summary>The slices as one batch.</summary>
    public static Tensor Join(Tensor[] slices)
    {
        Tensor batch = Tensor.Uninitialized(slices[0].Shape.With(0, slices.Sum(slice => slice.Shape[0])));
        int start = 0;
        foreach (Tensor slice in slices)
        {
            slice.AsSpan().CopyTo(batch.AsSpan()[start..]);
            start += slice.Count;
        }

        return batch;
    }
}
