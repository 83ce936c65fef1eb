using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Reduction;
using NetInsight.Kernels.Operators.Resizing;

namespace NetInsight.Tests.Graphs.Gradients;

public sealed class GradientRulesTests
{
    private const string SecondDerivative = "A gradient itself: second derivatives are not built.";

    /// <summary>Operators that no network holds, and that therefore need no rule.</summary>
    private static readonly Dictionary<Type, string> Internal = new()
    {
        [typeof(ConcatBatchNormalization)] = "Made when a plan is fused; no graph holds it.",
        [typeof(SliceSum)] = "Made when a plan is fused; no graph holds it.",
        [typeof(MaxPoolGradient)] = SecondDerivative,
        [typeof(LrnGradient)] = SecondDerivative,
        [typeof(ResizeGradient)] = SecondDerivative,
    };

    /// <summary>Operators that await a rule: none.</summary>
    private static readonly HashSet<Type> Awaited = [];

    public static IEnumerable<Type> Operators { get; } =
    [
        .. typeof(Operator).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Operator)) && !type.IsAbstract && !type.IsGenericTypeDefinition
                && !type.IsSubclassOf(typeof(CpuPackedOperator)) && !type.IsSubclassOf(typeof(GpuPackedOperator))),
        .. Implementations(typeof(IActivation)).Select(rule => typeof(Activation<>).MakeGenericType(rule)),
        .. Implementations(typeof(IArithmetic)).Select(operation => typeof(Arithmetic<>).MakeGenericType(operation)),
        .. Implementations(typeof(IReduction)).Select(reduction => typeof(Reduce<>).MakeGenericType(reduction)),
    ];

    [Fact]
    public void Every_operator_has_a_rule_or_a_reason_for_none()
    {
        Assert.True(Operators.Count() > 100);
        string[] missing =
        [
            .. Operators.Where(type => GradientRules.Standard.Find(type) is null && !Internal.ContainsKey(type) && !Awaited.Contains(type))
                .Select(type => type.ToString()),
        ];
        Assert.Empty(missing);
        Assert.Empty(Awaited);
        Assert.All(Operators, type => Assert.True(GradientRules.Standard.Find(type) is not ZeroRule { Reason.Length: < 5 }));
    }

    [Fact]
    public void Tables_of_equal_rules_are_equal_and_an_override_makes_another()
    {
        GradientRules other = GradientRules.Standard.With<MaxPool>(new ZeroRule("Not passed on."));
        Assert.NotEqual(GradientRules.Standard, other);
        Assert.Equal(other, GradientRules.Standard.With<MaxPool>(new ZeroRule("Not passed on.")));
        Assert.NotEqual(other, other.WithLayer("pool1", new ZeroRule("Not passed on.")));
    }

    private static IEnumerable<Type> Implementations(Type contract) =>
        contract.Assembly.GetTypes().Where(type => type.IsValueType && contract.IsAssignableFrom(type));
}
