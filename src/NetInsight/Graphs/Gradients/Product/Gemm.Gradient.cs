using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.Graphs.Gradients.Product;

/// <summary>
/// Fully connected layer y = Alpha A' B' + Beta C: dA' = Alpha dy B'^T, dB' = Alpha A'^T dy, dC = Beta dy, summed over what was broadcast.
/// </summary>
internal sealed record GemmRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Gemm gemm = (Gemm)node.Operator;
        (int a, int b, int dy) = (node.Input(0), node.Input(1), node.Gradient);
        if (node.Needs(0))
        {
            node.Contribute(0, gemm.TransposesA
                ? node.Add(new Gemm(gemm.Alpha, 1, gemm.TransposesB, true), b, dy)
                : node.Add(new Gemm(gemm.Alpha, 1, false, !gemm.TransposesB) { ReadsInPlace = true }, dy, b));
        }

        if (node.Needs(1))
        {
            node.Contribute(1, gemm.TransposesB
                ? node.Add(new Gemm(gemm.Alpha, 1, true, gemm.TransposesA), dy, a)
                : node.Add(new Gemm(gemm.Alpha, 1, !gemm.TransposesA, false), a, dy));
        }

        if (node.Needs(2))
            node.Contribute(2, node.Scale(node.SumTo(dy, node.ShapeOfInput(2)), gemm.Beta));
    }
}
