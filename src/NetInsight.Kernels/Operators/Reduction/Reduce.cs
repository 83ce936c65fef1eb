using System.Collections.Immutable;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Reduction;

/// <summary>Folds the elements along some axes into one; the axes become 1, or are dropped.</summary>
/// <param name="Axes">The axes, counted from the end where negative.</param>
/// <param name="KeepsAxes">Whether they stay as dimensions of 1 (ONNX keepdims).</param>
/// <param name="EmptyMeansAll">
/// Whether an empty list stands for all axes; else for none, and the formula is applied to each element alone.
/// </param>
internal sealed partial record Reduce<TReduction>(EquatableArray<int> Axes, bool KeepsAxes = true, bool EmptyMeansAll = true) : Operator
    where TReduction : struct, IReduction
{
    private bool KeepsRank => KeepsAxes || (Axes.IsEmpty && !EmptyMeansAll);

    /// <inheritdoc/>
    public override string Name => TReduction.Name;

    /// <inheritdoc/>
    /// <remarks>NHWC is defined only where the result has the input's rank.</remarks>
    public override Layout Layout => KeepsRank ? Layout.Any : Layout.Nchw;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) => this with { Axes = [.. Axes.Select(axis => AxisInNhwc(Positive(axis, rank), rank))] };

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        KeepsRank && !Reduced(input.Rank).Skip(2).Contains(true) ? (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One) : WholeMap(input);

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
        isReduced.AsSpan().Fill(Axes.IsEmpty && EmptyMeansAll);
        foreach (int axis in Axes)
            isReduced[Positive(axis, rank)] = true;
        return isReduced;
    }
}
