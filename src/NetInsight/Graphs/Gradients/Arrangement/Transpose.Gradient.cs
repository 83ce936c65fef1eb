using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;

namespace NetInsight.Graphs.Gradients.Arrangement;

/// <summary>Permuted dimensions: dx is dy permuted back.</summary>
internal sealed record TransposeRule : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        int[] permutation = [.. ((Transpose)node.Operator).Permutation];
        int[] inverse = [.. Enumerable.Range(0, permutation.Length).Select(axis => Array.IndexOf(permutation, axis))];
        node.Contribute(0, node.Add(new Transpose([.. inverse]), node.Gradient));
    }
}
