namespace NetInsight.Kernels.Operators.Indexing;

/// <summary>
/// Tuples of indices into a tensor of [batch dimensions, indexed dimensions, run]: where the run that a tuple names begins.
/// </summary>
/// <param name="Extents">The indexed dimensions.</param>
/// <param name="Strides">Elements from one position of each to the next.</param>
/// <param name="Run">Elements that one tuple names.</param>
/// <param name="PerBatch">Elements of one batch entry.</param>
internal readonly record struct IndexTuples(int[] Extents, int[] Strides, int Run, int PerBatch)
{
    /// <summary>Indices of a tuple.</summary>
    public int Length => Extents.Length;

    /// <summary>The tuples of some length over a shape, behind so many batch dimensions.</summary>
    public static IndexTuples Over(Shape x, int batchDimensions, int length)
    {
        int[] extents = new int[length], strides = new int[length];
        for (int i = 0; i < length; i++)
            (extents[i], strides[i]) = (x[batchDimensions + i], x.Product(batchDimensions + i + 1, x.Rank));
        return new IndexTuples(extents, strides, x.Product(batchDimensions + length, x.Rank), x.Product(batchDimensions, x.Rank));
    }

    /// <summary>The offset that a tuple names within its batch entry.</summary>
    public int OffsetOf(ReadOnlySpan<float> tuple)
    {
        int offset = 0;
        for (int i = 0; i < Extents.Length; i++)
            offset += Inside(tuple[i], Extents[i]) * Strides[i];
        return offset;
    }

    /// <summary>An index counted from the end where negative; the nearest inside where it is outside.</summary>
    public static int Inside(float index, int extent)
    {
        int given = (int)index, counted = given < 0 ? given + extent : given;
        return counted < 0 ? 0 : counted >= extent ? extent - 1 : counted;
    }
}
