using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Indexing;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>The relevance rules that follow from an operator alone; layers of weights have theirs from RelevanceTable.</summary>
internal static class RelevanceOperators
{
    /// <summary>Copies, choices and permutations: relevance goes where the value came from, as the gradient does.</summary>
    private static readonly HashSet<Type> Routes =
    [
        typeof(Identity), typeof(Reshape), typeof(Flatten), typeof(Transpose), typeof(Concat), typeof(Slice), typeof(Pad), typeof(Expand),
        typeof(BatchExpand), typeof(Tile), typeof(Gather), typeof(GatherElements), typeof(GatherND), typeof(DepthToSpace),
        typeof(SpaceToDepth), typeof(Where), typeof(MaxPool), typeof(MaxUnpool), typeof(GlobalPool), typeof(TopK), typeof(Trilu),
        typeof(ReverseSequence), typeof(Arithmetic<Max>), typeof(Arithmetic<Min>), typeof(Reduce<MaxReduction>),
        typeof(Reduce<MinReduction>),
    ];

    /// <summary>Each element is made of one.</summary>
    private static readonly HashSet<Type> Passes =
    [
        typeof(BatchNormalization), typeof(Lrn), typeof(Arithmetic<PRelu>), typeof(Activation<Ceil>), typeof(Activation<Floor>),
        typeof(Activation<Round>), typeof(Activation<CastToInteger>), typeof(Activation<WrapInteger>),
    ];

    /// <summary>The table without layers.</summary>
    public static GradientRules Table { get; } = GradientRules.Standard.StartingFromTarget()
        .WithEach(RuleOf)
        .With<Arithmetic<Add>>(new ShareRule(Subtracts: false))
        .With<Arithmetic<Sub>>(new ShareRule(Subtracts: true))
        .With<Arithmetic<Mul>>(new ProductRelevance())
        .With<Arithmetic<Div>>(new ProductRelevance())
        .With<Arithmetic<Pow>>(new ProductRelevance());

    /// <summary>The same, but sums of two layers that are 0 share relevance evenly.</summary>
    public static GradientRules Spreading { get; } = Table
        .With<Arithmetic<Add>>(new ShareRule(Subtracts: false, Spreads: true))
        .With<Arithmetic<Sub>>(new ShareRule(Subtracts: true, Spreads: true));

    private static IGradientRule RuleOf(Type op, IGradientRule derivative) =>
        Routes.Contains(op) ? derivative
        : Passes.Contains(op) ? new PassRule()
        : derivative is ZeroRule ? derivative
        : ActivationTypes.Include(op) ? new PassRule()
        : new RefusedRule("layer-wise relevance", "no composite defines how relevance passes it, or its weights are not constant.");
}
