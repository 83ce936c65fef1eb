using NetInsight.Kernels.Operators;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.Graphs.Gradients;

/// <summary>
/// The gradients of single operators against PyTorch's in double (shared/reference/gradients/operators), ties and kinks included.
/// </summary>
public sealed class OperatorReferenceTests
{
    public static TheoryData<string> Names { get; } = [.. ReferenceOperators.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_equals_PyTorch(string name)
    {
        ReferenceFile reference = ReferenceFile.Require($"gradients/operators/{name}");
        string[] cases =
        [
            .. reference.Names.Where(tensor => tensor.EndsWith(".dy", StringComparison.Ordinal)).Select(tensor => tensor[..^3]),
        ];
        Assert.NotEmpty(cases);
        foreach (string test in cases)
        {
            (Operator op, string[] names) = ReferenceOperators.Of(name, reference, test);
            Tensor[] inputs = [.. names.Select(input => reference[$"{test}.{input}"])];
            Near.Relative(reference[$"{test}.y"], OneNode.Run(op, inputs), Tolerances.Gradient);
            foreach ((int input, Tensor gradient) in OneNodeGradient.Run(op, inputs, reference[$"{test}.dy"]))
            {
                if (reference.Names.Contains($"{test}.d{names[input]}"))
                    Near.Relative(reference[$"{test}.d{names[input]}"], gradient, Tolerances.Gradient);
            }
        }
    }
}
