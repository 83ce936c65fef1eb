using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Indexing;
using NetInsight.Kernels.Operators.Pooling;

namespace NetInsight.Graphs.Gradients.Pooling;

/// <summary>Values written back to indices: each gets the dy at its index, unless a later value took its place.</summary>
internal sealed record MaxUnpoolRule : IGradientRule
{
    /// <inheritdoc/>
    public GradientPassage Passage(Operator op, int input) => input == 0 ? GradientPassage.Built : GradientPassage.Zero;

    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Shape input = node.ShapeOfInput(0);
        Shape spanned = (((MaxUnpool)node.Operator) with { Extents = null }).Infer([input, input]);
        int dy = node.Gradient;
        if (spanned != node.ShapeOf(dy))
            dy = node.Add(new Slice([.. Enumerable.Range(2, input.Rank - 2).Select(axis => new SliceAxis(axis, 0, spanned[axis]))]), dy);

        // Which value stayed: each writes its number, and sees whether it is still there.
        Tensor numbers = new(new Shape(input.Count));
        for (int i = 0; i < numbers.Count; i++)
            numbers.AsSpan()[i] = i;
        int number = node.Constant(numbers), indices = node.Reshape(node.Input(1), new Shape(input.Count, 1));
        int winners = node.Add(new ScatterND(), node.Constant(new Tensor(new Shape(spanned.Count))), indices, number);
        int isThere = node.Add(new Arithmetic<Equal>(), node.Add(new GatherND(), winners, indices), number);
        int taken = node.Add(new GatherND(), node.Reshape(dy, new Shape(spanned.Count)), indices);
        node.Contribute(0, node.Reshape(node.Multiply(taken, isThere), input));
    }
}
