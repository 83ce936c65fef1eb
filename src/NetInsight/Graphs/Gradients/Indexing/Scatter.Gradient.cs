using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Graphs.Gradients.Indexing;

/// <summary>
/// Updates by index, of slices or of elements. Replacing: x gets dy where nothing was replaced, an update its dy unless a later one took
/// its place. Adding: both get all of dy. Not for products and extrema of updates.
/// </summary>
internal sealed record ScatterRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) =>
        input == 1 ? GradientPassage.Zero
        : ReductionOf(op) is ScatterReduction.None or ScatterReduction.Add ? GradientPassage.Built
        : GradientPassage.Missing;

    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Shape updates = node.ShapeOfInput(2);
        bool replaces = ReductionOf(node.Operator) == ScatterReduction.None;
        if (node.Needs(0))
        {
            node.Contribute(0, replaces
                ? node.Add(node.Operator, node.Gradient, node.Input(1), node.Constant(new Tensor(updates)))
                : node.Gradient);
        }

        if (!node.Needs(2))
            return;
        int taken = GatheredFrom(node, node.Gradient);
        if (replaces)
        {
            // Which update stayed: each writes its number, and sees whether it is still there.
            Tensor numbers = new(updates), none = new(node.ShapeOfInput(0));
            for (int i = 0; i < numbers.Count; i++)
                numbers.AsSpan()[i] = i;
            int number = node.Constant(numbers);
            int winners = node.Add(node.Operator, node.Constant(none), node.Input(1), number);
            taken = node.Multiply(taken, node.Add(new Arithmetic<Equal>(), GatheredFrom(node, winners), number));
        }

        node.Contribute(2, taken);
    }

    private static ScatterReduction ReductionOf(Operator op) =>
        op is ScatterND scatter ? scatter.Reduction : ((ScatterElements)op).Reduction;

    /// <summary>What stands at the updated places of a tensor of x's shape, one for each update.</summary>
    private static int GatheredFrom(GradientContext node, int values)
    {
        if (node.Operator is ScatterND)
            return node.Add(new GatherND(), values, node.Input(1));

        // Elements: the tuple of each is its own position, with the index at the axis.
        Shape x = node.ShapeOfInput(0), updates = node.ShapeOfInput(2);
        int axis = (((ScatterElements)node.Operator).Axis + x.Rank) % x.Rank;
        int[] parts = new int[x.Rank];
        Shape column = new([.. updates.Dimensions, 1]);
        for (int d = 0; d < x.Rank; d++)
        {
            if (d == axis)
            {
                parts[d] = node.Reshape(node.Input(1), column);
                continue;
            }

            Tensor own = new(column);
            int stride = updates.Product(d + 1, updates.Rank);
            for (int i = 0; i < own.Count; i++)
                own.AsSpan()[i] = i / stride % updates[d];
            parts[d] = node.Constant(own);
        }

        return node.Add(new GatherND(), values, node.Add(new Concat(updates.Rank), parts));
    }
}
