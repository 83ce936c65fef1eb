using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Indexing;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Reduction;
using NetInsight.Kernels.Operators.Resizing;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>The table of DeepLIFT's rescale rule: linear operators have their derivative, others multipliers between two runs.</summary>
internal static class DeepLiftTable
{
    /// <summary>Linear in the one input that is computed of the image.</summary>
    private static readonly HashSet<Type> Linear =
    [
        typeof(Identity), typeof(Reshape), typeof(Flatten), typeof(Transpose), typeof(Concat), typeof(Slice), typeof(Pad), typeof(Expand),
        typeof(BatchExpand), typeof(Tile), typeof(Gather), typeof(DepthToSpace), typeof(SpaceToDepth), typeof(Arithmetic<Add>),
        typeof(Arithmetic<Sub>), typeof(Conv), typeof(ConvTranspose), typeof(BatchNormalization), typeof(AveragePool), typeof(SumPool),
        typeof(Reduce<SumReduction>), typeof(Reduce<MeanReduction>), typeof(Resize), typeof(CumSum), typeof(Trilu),
        typeof(ReverseSequence),
    ];

    /// <summary>Functions of one computed value, element by element, beside activations.</summary>
    private static readonly HashSet<Type> Functions =
        [typeof(Arithmetic<Pow>), typeof(Arithmetic<PRelu>), typeof(Arithmetic<Max>), typeof(Arithmetic<Min>)];

    /// <summary>Constant between whole numbers: their derivative is 0, their change is not.</summary>
    private static readonly HashSet<Type> Steps =
    [
        typeof(Activation<Ceil>), typeof(Activation<Floor>), typeof(Activation<Round>), typeof(Activation<CastToInteger>),
        typeof(Activation<WrapInteger>), typeof(Activation<Sign>),
    ];

    /// <summary>The table.</summary>
    public static GradientRules Rules { get; } = GradientRules.Standard.WithEach(RuleOf);

    private static IGradientRule RuleOf(Type op, IGradientRule derivative)
    {
        if (Linear.Contains(op))
            return derivative;
        if (Steps.Contains(op))
            return new RescaleRule(null);
        if (derivative is ZeroRule)
            return derivative;
        if (Functions.Contains(op) || ActivationTypes.Include(op))
            return new RescaleRule(derivative);
        if (op == typeof(MaxPool) || op == typeof(GlobalPool))
            return new MaxPoolRescale(derivative);
        if (op == typeof(Arithmetic<Mul>) || op == typeof(MatMul) || op == typeof(Gemm))
            return new ProductRescale(derivative);
        if (op == typeof(Arithmetic<Div>))
            return new QuotientRescale();
        return op == typeof(Lrn)
            ? new LrnRescale()
            : new RefusedRule("DeepLIFT", "the rescale rule is for functions of one value, and this is neither one nor linear.");
    }
}
