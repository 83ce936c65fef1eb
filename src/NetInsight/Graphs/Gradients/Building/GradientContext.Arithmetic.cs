using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Building;

internal sealed partial class GradientContext
{
    /// <summary>a * b, broadcast.</summary>
    public int Multiply(int a, int b) => Add(new Arithmetic<Mul>(), a, b);

    /// <summary>a * factor; a itself for a factor of 1.</summary>
    public int Scale(int a, float factor) => factor == 1 ? a : Multiply(a, Constant(factor));

    /// <summary>a / b, broadcast.</summary>
    public int Divide(int a, int b) => Add(new Arithmetic<Div>(), a, b);

    /// <summary>a + b, broadcast.</summary>
    public int Sum(int a, int b) => Add(new Arithmetic<Add>(), a, b);

    /// <summary>a - b, broadcast.</summary>
    public int Subtract(int a, int b) => Add(new Arithmetic<Sub>(), a, b);

    /// <summary>The same elements under another shape; the value itself where it has that shape.</summary>
    public int Reshape(int value, Shape shape) => ShapeOf(value) == shape
        ? value
        : Add(new Reshape([.. shape.Dimensions.ToArray().Select(extent => (long)extent)], KeepsZeros: true), value);

    /// <summary>The sum along some axes, which stay as dimensions of 1.</summary>
    public int SumOver(int value, params ReadOnlySpan<int> axes) =>
        axes.Length == 0 ? value : Add(new Reduce<SumReduction>([.. axes]), value);

    /// <summary>The gradient of a broadcast: the sum over all dimensions that were repeated or added.</summary>
    /// <param name="value">The gradient of what was broadcast.</param>
    /// <param name="shape">The shape before it was broadcast.</param>
    public int SumTo(int value, Shape shape)
    {
        Shape from = ShapeOf(value), to = shape.Expand(from.Rank);
        int[] repeated = [.. Enumerable.Range(0, from.Rank).Where(axis => to[axis] == 1 && from[axis] != 1)];
        return Reshape(SumOver(value, repeated), shape);
    }

    /// <summary>A value broadcast to a shape of its rank.</summary>
    public int ExpandTo(int value, Shape shape) => ShapeOf(value) == shape ? value : Add(new Expand([.. shape.Dimensions]), value);

    /// <summary>
    /// The gradient of a gather along an axis: the output's position i came from position indices[i], and the result sums, at each of
    /// <paramref name="extent"/> positions, what was taken from it.
    /// </summary>
    /// <remarks>
    /// A gather itself: from the value with one position of zeros behind it, so many for each position as the most that were taken from
    /// one, which are then summed. A permutation needs one gather, and nothing else.
    /// </remarks>
    public int ScatterAlong(int value, int axis, int[] indices, int extent)
    {
        Shape shape = ShapeOf(value);
        List<int>[] taken = [.. Enumerable.Range(0, extent).Select(_ => new List<int>())];
        for (int i = 0; i < indices.Length; i++)
            taken[indices[i]].Add(i);
        int most = Math.Max(taken.Select(list => list.Count).DefaultIfEmpty(0).Max(), 1), zero = indices.Length;
        if (taken.Any(list => list.Count < most))
        {
            int[] none = new int[shape.Rank], after = new int[shape.Rank];
            after[axis] = 1;
            value = Add(new Pad([.. none], [.. after]), value);
        }

        int[] sources = [.. taken.SelectMany(list => list.Concat(Enumerable.Repeat(zero, most - list.Count)))];
        if (most == 1)
            return Add(new Gather([.. sources], new Shape(extent), axis), value);
        int gathered = Add(new Gather([.. sources], new Shape(extent, most), axis), value);
        return Reshape(SumOver(gathered, axis + 1), shape.With(axis, extent));
    }
}
