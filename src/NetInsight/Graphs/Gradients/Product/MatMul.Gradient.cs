using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.Graphs.Gradients.Product;

/// <summary>
/// Matrix product y = A B: dA = dy B^T, dB = A^T dy, each summed over what was broadcast. Vectors count as rows or columns.
/// </summary>
internal sealed record MatMulRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Shape a = node.ShapeOfInput(0), b = node.ShapeOfInput(1);
        Shape left = a.Rank == 1 ? new Shape(1, a[0]) : a, right = b.Rank == 1 ? new Shape(b[0], 1) : b;
        Shape result = node.ShapeOf(node.Output);
        int[] outer = result.Dimensions[..^((a.Rank > 1 ? 1 : 0) + (b.Rank > 1 ? 1 : 0))].ToArray();
        int dy = node.Reshape(node.Gradient, new Shape([.. outer, left[-2], right[-1]]));
        if (node.Needs(0))
            node.Contribute(0, node.Reshape(node.SumTo(node.Add(new MatMul(), dy, Transposed(node, 1, right)), left), a));
        if (node.Needs(1))
            node.Contribute(1, node.Reshape(node.SumTo(node.Add(new MatMul(), Transposed(node, 0, left), dy), right), b));
    }

    private static int Transposed(GradientContext node, int input, Shape matrices)
    {
        int rank = matrices.Rank;
        return node.Add(new Transpose([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]), node.Reshape(node.Input(input), matrices));
    }
}
