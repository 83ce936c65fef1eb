using System.Collections.Immutable;

namespace NetInsight;

/// <summary>Folds the numbers along some axes into one; the axes become 1, or go.</summary>
/// <param name="Axes">The axes, counted from the end where negative; all of them where there are none.</param>
/// <param name="KeepsAxes">Whether they stay as dimensions of 1.</param>
internal sealed partial record Reduce<TReduction>(ImmutableArray<int> Axes, bool KeepsAxes = true) : Operator where TReduction : struct, IReduction
{
    /// <inheritdoc/>
    public override string Name => TReduction.Name;

    /// <inheritdoc/>
    public override (Reach Rows, Reach Columns) ReachOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        bool[] isReduced = Reduced(inputs[0].Rank);
        List<int> result = [];
        for (int axis = 0; axis < isReduced.Length; axis++)
        {
            if (!isReduced[axis])
                result.Add(inputs[0][axis]);
            else if (KeepsAxes)
                result.Add(1);
        }

        return new Shape([.. result]);
    }

    private bool[] Reduced(int rank)
    {
        bool[] isReduced = new bool[rank];
        isReduced.AsSpan().Fill(Axes.IsEmpty);
        foreach (int axis in Axes)
            isReduced[Positive(axis, rank)] = true;
        return isReduced;
    }
}
