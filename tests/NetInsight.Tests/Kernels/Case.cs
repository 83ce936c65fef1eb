using NetInsight.Kernels.Operators;

namespace NetInsight.Tests.Kernels;

/// <summary>An operator and the shapes of its inputs.</summary>
internal sealed record Case(Operator Operator, params Shape[] Inputs)
{
    public override string ToString() => $"{Operator} on {string.Join(", ", Inputs)}";
}
