namespace NetInsight.Kernels.Operators;

/// <summary>
/// Where the elements of a tensor come from, for kernels: element <c>index</c> of the result, whose dimensions are counted from the innermost,
/// lies in the source at the sum of its places times the steps. Neighbouring dimensions that lie against each other are one.
/// </summary>
/// <remarks>A step may be 0, where a dimension repeats, or negative, where it runs backwards.</remarks>
internal readonly record struct StridedIndexer(int Rank, int Extent0, int Extent1, int Extent2, int Extent3, int Extent4, int Step0, int Step1, int Step2, int Step3, int Step4, int Step5)
{
    /// <summary>Dimensions that a walk can have after neighbours were made one.</summary>
    public const int MostDimensions = 6;

    /// <summary>Whether the source is read one element after the other.</summary>
    public bool IsStraight => Rank == 0 || (Rank == 1 && Step0 == 1);

    /// <summary>The walk over a result of some extents, with the source's step along each, outermost first; null where it has too many dimensions.</summary>
    public static StridedIndexer? Of(ReadOnlySpan<int> extents, ReadOnlySpan<int> steps)
    {
        Span<int> e = stackalloc int[extents.Length + MostDimensions], s = stackalloc int[extents.Length + MostDimensions];
        e.Fill(1);
        s.Clear();
        int rank = 0;
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            if (extents[axis] == 1)
                continue;
            if (rank > 0 && (long)s[rank - 1] * e[rank - 1] == steps[axis])
            {
                e[rank - 1] *= extents[axis];
                continue;
            }

            (e[rank], s[rank]) = (extents[axis], steps[axis]);
            rank++;
        }

        return rank <= MostDimensions ? new StridedIndexer(rank, e[0], e[1], e[2], e[3], e[4], s[0], s[1], s[2], s[3], s[4], s[5]) : null;
    }

    /// <summary>The walk over a result through a source that broadcasts to it.</summary>
    public static StridedIndexer? Broadcast(Shape result, Shape source)
    {
        Shape input = source.Expand(result.Rank);
        int[] steps = new int[result.Rank];
        for (int axis = result.Rank - 1, step = 1; axis >= 0; step *= input[axis--])
            steps[axis] = input[axis] == 1 ? 0 : step;
        return Of(result.Dimensions, steps);
    }

    /// <summary>Where element <paramref name="index"/> of the result lies in the source, counted from the source's origin.</summary>
    public int OffsetOf(int index)
    {
        if (Rank <= 1)
            return index * Step0;
        int rest = index / Extent0, offset = (index - rest * Extent0) * Step0;
        if (Rank == 2)
            return offset + rest * Step1;
        index = rest;
        rest = index / Extent1;
        offset += (index - rest * Extent1) * Step1;
        if (Rank == 3)
            return offset + rest * Step2;
        index = rest;
        rest = index / Extent2;
        offset += (index - rest * Extent2) * Step2;
        index = rest;
        rest = index / Extent3;
        offset += (index - rest * Extent3) * Step3;
        index = rest;
        rest = index / Extent4;
        return offset + (index - rest * Extent4) * Step4 + rest * Step5;
    }
}
