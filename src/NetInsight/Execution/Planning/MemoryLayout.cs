namespace NetInsight.Execution.Planning;

/// <summary>Where spans of memory lie, as one of the ways to place them has found.</summary>
/// <param name="Places">The block and the offset of each span, in the spans' order.</param>
/// <param name="Slabs">The sizes of the blocks in floats.</param>
internal sealed record MemoryLayout((int Slab, int Offset)[] Places, List<int> Slabs)
{
    /// <summary>Floats of all blocks.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            foreach (int slab in Slabs)
                total += slab;
            return total;
        }
    }

    /// <summary>The largest offset at which a span of a size may begin in a block.</summary>
    public static int LastOffset(int size, int mostFloats) => Math.Max(mostFloats, size) - size;
}
