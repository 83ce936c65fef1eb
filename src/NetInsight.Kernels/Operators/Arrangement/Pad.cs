using System.Collections.Immutable;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>The values of the positions that padding adds.</summary>
internal enum PadMode
{
    /// <summary>A given value.</summary>
    Constant,

    /// <summary>The nearest element of the tensor.</summary>
    Edge,

    /// <summary>The tensor mirrored at its first and last element, which is not repeated.</summary>
    Reflect,
}

/// <summary>A tensor with positions added (or, where negative, removed) before and after each axis.</summary>
/// <param name="Before">Positions added before each axis.</param>
/// <param name="After">Positions added after each axis.</param>
/// <param name="Mode">Their values.</param>
/// <param name="Value">The value for <see cref="PadMode.Constant"/>.</param>
internal sealed partial record Pad(EquatableArray<int> Before, EquatableArray<int> After, PadMode Mode = PadMode.Constant, float Value = 0)
    : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) => this with { Before = Permute(Before, rank), After = Permute(After, rank) };

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input)
    {
        if (input.Rank != 4)
            return WholeMap(input);
        if (Mode == PadMode.Constant)
            return (new ReceptiveFieldAxis(1, 1, -Before[2]), new ReceptiveFieldAxis(1, 1, -Before[3]));
        return Before[2] == 0 && Before[3] == 0 && After[2] == 0 && After[3] == 0
            ? (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One)
            : WholeMap(input);
    }

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        if (Before.Length != input.Rank || After.Length != input.Rank)
            throw new ArgumentException($"{Name}: {Before.Length} paddings for {input.Rank} dimensions ({input}).");

        int[] result = new int[input.Rank];
        for (int axis = 0; axis < result.Length; axis++)
        {
            long extent = (long)input[axis] + Before[axis] + After[axis];
            if (extent < 0)
                throw new ArgumentException(Error(axis, input, $"has fewer than {-Before[axis] - After[axis]} positions to remove"));
            if (extent > int.MaxValue)
                throw new ResourceLimitException($"{Name}: dimension {axis} would have {extent:N0} positions.");
            if (Mode == PadMode.Reflect && Math.Max(Before[axis], After[axis]) >= Math.Max(input[axis], 1))
                throw new ArgumentException(Error(axis, input, $"is too small to be mirrored by {Math.Max(Before[axis], After[axis])}"));
            if (Mode == PadMode.Edge && input[axis] == 0 && extent > 0)
                throw new ArgumentException(Error(axis, input, "has no element that could be repeated"));
            result[axis] = (int)extent;
        }

        return new Shape(result);
    }

    private string Error(int axis, Shape input, string what) => $"{Name}: dimension {axis} of {input} {what}.";

    private static ImmutableArray<int> Permute(ImmutableArray<int> values, int rank)
    {
        int[] result = new int[rank];
        for (int axis = 0; axis < rank; axis++)
            result[AxisInNhwc(axis, rank)] = values[axis];
        return [.. result];
    }
}
