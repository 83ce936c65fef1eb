using NetInsight.Graphs.Gradients.Activation;
using NetInsight.Graphs.Gradients.Arithmetic;
using NetInsight.Graphs.Gradients.Arrangement;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Graphs.Gradients.Convolution;
using NetInsight.Graphs.Gradients.Indexing;
using NetInsight.Graphs.Gradients.Normalization;
using NetInsight.Graphs.Gradients.Pooling;
using NetInsight.Graphs.Gradients.Product;
using NetInsight.Graphs.Gradients.Reduction;
using NetInsight.Graphs.Gradients.Sampling;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Activation.Trigonometry;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Indexing;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Recurrence;
using NetInsight.Kernels.Operators.Reduction;
using NetInsight.Kernels.Operators.Resizing;
using NetInsight.Kernels.Operators.Sampling;

namespace NetInsight.Graphs.Gradients;

internal sealed partial class GradientRules
{
    /// <summary>The derivative of every operator.</summary>
    public static GradientRules Standard { get; } = Arrangements(Reductions(Layers(Functions(Activations(None)))));

    private static ZeroRule Rounding => new("Constant between two whole numbers.");

    private static ZeroRule Truth => new("A truth value.");

    private static ZeroRule Index => new("Indices are whole numbers.");

    private static GradientRules Activations(GradientRules rules) => rules
        .WithActivation<Relu>()
        .WithActivation<LeakyRelu>()
        .WithActivation<ThresholdedRelu>()
        .WithActivation<Clip>()
        .WithActivation<Elu>()
        .WithActivation<Celu>()
        .WithActivation<Selu>()
        .WithActivation<Gelu>()
        .WithActivation<GeluTanh>()
        .WithActivation<HardSigmoid>()
        .WithActivation<HardSwish>()
        .WithActivation<Mish>()
        .WithActivation<Shrink>()
        .WithActivation<Sigmoid>()
        .WithActivation<Softplus>()
        .WithActivation<Softsign>()
        .WithActivation<Swish>()
        .WithActivation<Tanh>()
        .WithActivation<DequantizeLinear>()
        .WithActivation<QuantizeLinear>()
        .With<Softmax>(new SoftmaxRule());

    private static GradientRules Functions(GradientRules rules) => rules
        .WithActivation<Abs>()
        .WithActivation<Acos>()
        .WithActivation<Acosh>()
        .WithActivation<Asin>()
        .WithActivation<Asinh>()
        .WithActivation<Atan>()
        .WithActivation<Atanh>()
        .WithActivation<Cos>()
        .WithActivation<Cosh>()
        .WithActivation<Erf>()
        .WithActivation<Exp>()
        .WithActivation<Log>()
        .WithActivation<Neg>()
        .WithActivation<Reciprocal>()
        .WithActivation<Sin>()
        .WithActivation<Sinh>()
        .WithActivation<Sqrt>()
        .WithActivation<Tan>()
        .WithActivation<CastToFloat16>()
        .WithActivation<CastToBFloat16>()
        .With<Activation<Ceil>>(Rounding)
        .With<Activation<Floor>>(Rounding)
        .With<Activation<Round>>(Rounding)
        .With<Activation<CastToInteger>>(Rounding)
        .With<Activation<WrapInteger>>(Rounding)
        .With<Activation<Sign>>(Rounding)
        .With<Activation<CastToBool>>(Truth)
        .With<Activation<IsInf>>(Truth)
        .With<Activation<IsNaN>>(Truth)
        .With<Activation<Not>>(Truth);

    private static GradientRules Layers(GradientRules rules) => rules
        .With<Arithmetic<Add>>(new AddRule())
        .With<Arithmetic<Sub>>(new SubRule())
        .With<Arithmetic<Mul>>(new MulRule())
        .With<Arithmetic<Div>>(new DivRule())
        .With<Arithmetic<Pow>>(new PowRule())
        .With<Arithmetic<PRelu>>(new PReluRule())
        .With<Arithmetic<Max>>(new ExtremumRule<Greater, GreaterOrEqual>())
        .With<Arithmetic<Min>>(new ExtremumRule<Less, LessOrEqual>())
        .With<Arithmetic<Mod>>(new RemainderRule())
        .With<Arithmetic<FMod>>(new RemainderRule())
        .With<Arithmetic<Equal>>(Truth)
        .With<Arithmetic<Greater>>(Truth)
        .With<Arithmetic<GreaterOrEqual>>(Truth)
        .With<Arithmetic<Less>>(Truth)
        .With<Arithmetic<LessOrEqual>>(Truth)
        .With<Arithmetic<And>>(Truth)
        .With<Arithmetic<Or>>(Truth)
        .With<Arithmetic<Xor>>(Truth)
        .With<Where>(new WhereRule())
        .With<Conv>(new ConvRule())
        .With<ConvTranspose>(new ConvTransposeRule())
        .With<Gemm>(new GemmRule())
        .With<MatMul>(new MatMulRule())
        .With<BatchNormalization>(new BatchNormalizationRule())
        .With<LayerNormalization>(new LayerNormalizationRule())
        .With<ChannelNormalization>(new ChannelNormalizationRule())
        .With<GroupNormalization>(new GroupNormalizationRule())
        .With<InstanceNormalization>(new GroupNormalizationRule())
        .With<Lrn>(new LrnRule())
        .With<MaxPool>(new MaxPoolRule())
        .With<MaxPoolIndices>(Index)
        .With<GlobalPool>(new GlobalPoolRule())
        .With<AveragePool>(new WindowSumRule())
        .With<SumPool>(new WindowSumRule())
        .With<MaxUnpool>(new MaxUnpoolRule())
        .With<Resize>(new ResizeGradientRule())
        .With<GridSample>(new GridSampleRule())
        .With<DeformableColumns>(new DeformableColumnsRule())
        .With<Recurrence>(new RecurrenceRule());

    private static GradientRules Reductions(GradientRules rules) => rules
        .With<Reduce<SumReduction>>(new ReduceSumRule())
        .With<Reduce<MeanReduction>>(new ReduceMeanRule())
        .With<Reduce<MaxReduction>>(new ReduceExtremumRule<MaxReduction>())
        .With<Reduce<MinReduction>>(new ReduceExtremumRule<MinReduction>())
        .With<Reduce<ProdReduction>>(new ReduceProdRule())
        .With<Reduce<SumSquareReduction>>(new ReduceSumSquareRule())
        .With<Reduce<L1Reduction>>(new ReduceL1Rule())
        .With<Reduce<L2Reduction>>(new ReduceL2Rule())
        .With<Reduce<LogSumReduction>>(new ReduceLogSumRule())
        .With<Reduce<LogSumExpReduction>>(new ReduceLogSumExpRule())
        .With<ArgMax>(Index)
        .With<Hardmax>(Index)
        .With<OneHot>(new OneHotRule())
        .With<GatherND>(new GatherNDRule())
        .With<ScatterND>(new ScatterRule())
        .With<ScatterElements>(new ScatterRule())
        .With<TopK>(new TopKRule())
        .With<CumSum>(new LinearIndexingRule())
        .With<Trilu>(new LinearIndexingRule())
        .With<ReverseSequence>(new LinearIndexingRule());

    private static GradientRules Arrangements(GradientRules rules) => rules
        .With<Identity>(new ViewRule())
        .With<Reshape>(new ViewRule())
        .With<Flatten>(new ViewRule())
        .With<Transpose>(new TransposeRule())
        .With<Concat>(new ConcatRule())
        .With<Slice>(new SliceRule())
        .With<Pad>(new PadRule())
        .With<Expand>(new ExpandRule())
        .With<BatchExpand>(new ExpandRule())
        .With<Tile>(new TileRule())
        .With<Gather>(new GatherRule())
        .With<GatherElements>(new GatherElementsRule())
        .With<DepthToSpace>(new BlockRearrangementRule())
        .With<SpaceToDepth>(new BlockRearrangementRule());

    private GradientRules WithActivation<TRule>() where TRule : struct, IDifferentiable =>
        With<Activation<TRule>>(new ActivationRule<TRule>());
}
