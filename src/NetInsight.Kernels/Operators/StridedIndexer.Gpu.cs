namespace NetInsight.Kernels.Operators;

/// <summary>
/// One dimension of a <see cref="StridedIndexer"/>: its extent in the result, and the elements between neighbours in the source.
/// </summary>
/// <param name="Extent">Extent in the result.</param>
/// <param name="Step">Elements of the source; 0 where the dimension repeats, negative where it runs backwards.</param>
internal readonly record struct StridedAxis(int Extent, int Step);

/// <summary>
/// Maps the elements of a result to those of its source, inside kernels: element <c>index</c> of the result comes from the offset that is
/// the sum of its position along each dimension times the step. Neighbouring dimensions that are contiguous in the source are merged.
/// </summary>
/// <param name="Rank">Dimensions after merging.</param>
/// <param name="Axis0">The innermost dimension.</param>
/// <param name="Axis1">The next; those from Rank on have extent 1.</param>
/// <param name="Axis2">The next.</param>
/// <param name="Axis3">The next.</param>
/// <param name="Axis4">The next.</param>
/// <param name="Axis5">The outermost.</param>
/// <remarks>
/// <code>
///   index = ((.. p5 * E4 + p4) .. * E1 + p1) * E0 + p0    Ek: Extent of Axisk, pk: position along it
///   offset = p0 * S0 + p1 * S1 + ..                       Sk: Step of Axisk
///   one division for each dimension but the last; a merged rank of 1 or less needs none
/// </code>
/// </remarks>
internal readonly record struct StridedIndexer(
    int Rank, StridedAxis Axis0, StridedAxis Axis1, StridedAxis Axis2, StridedAxis Axis3, StridedAxis Axis4, StridedAxis Axis5)
{
    /// <summary>The most dimensions after merging.</summary>
    public const int MaxRank = 6;

    /// <summary>Whether the source is read contiguously.</summary>
    public bool IsStraight => Rank == 0 || (Rank == 1 && Axis0.Step == 1);

    /// <summary>
    /// The indexer of a result's extents and the source's step along each, outermost first; null where more than <see cref="MaxRank"/>
    /// dimensions are left.
    /// </summary>
    public static StridedIndexer? Of(ReadOnlySpan<int> extents, ReadOnlySpan<int> steps)
    {
        Span<StridedAxis> axes = stackalloc StridedAxis[extents.Length + MaxRank];
        axes.Fill(new StridedAxis(1, 0));
        int rank = 0;
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            if (extents[axis] == 1)
                continue;
            if (rank > 0 && (long)axes[rank - 1].Step * axes[rank - 1].Extent == steps[axis])
            {
                axes[rank - 1] = axes[rank - 1] with { Extent = axes[rank - 1].Extent * extents[axis] };
                continue;
            }

            axes[rank++] = new StridedAxis(extents[axis], steps[axis]);
        }

        return rank <= MaxRank ? new StridedIndexer(rank, axes[0], axes[1], axes[2], axes[3], axes[4], axes[5]) : null;
    }

    /// <summary>
    /// The indexer of a source that broadcasts to a result; null where more than <see cref="MaxRank"/> dimensions are left.
    /// </summary>
    public static StridedIndexer? Broadcast(Shape result, Shape source)
    {
        Shape input = source.Expand(result.Rank);
        int[] steps = new int[result.Rank];
        for (int axis = result.Rank - 1, step = 1; axis >= 0; step *= input[axis--])
            steps[axis] = input[axis] == 1 ? 0 : step;
        return Of(result.Dimensions, steps);
    }

    /// <summary>The offset in the source of element <paramref name="index"/> of the result, from the source's origin.</summary>
    public int OffsetOf(int index)
    {
        // No division.
        if (Rank <= 1)
            return index * Axis0.Step;

        // One division for each dimension, innermost first; the last takes what is left.
        int rest = index / Axis0.Extent, offset = (index - rest * Axis0.Extent) * Axis0.Step;
        if (Rank == 2)
            return offset + rest * Axis1.Step;
        index = rest;
        rest = index / Axis1.Extent;
        offset += (index - rest * Axis1.Extent) * Axis1.Step;
        if (Rank == 3)
            return offset + rest * Axis2.Step;
        index = rest;
        rest = index / Axis2.Extent;
        offset += (index - rest * Axis2.Extent) * Axis2.Step;
        index = rest;
        rest = index / Axis3.Extent;
        offset += (index - rest * Axis3.Extent) * Axis3.Step;
        index = rest;
        rest = index / Axis4.Extent;
        return offset + (index - rest * Axis4.Extent) * Axis4.Step + rest * Axis5.Step;
    }
}
