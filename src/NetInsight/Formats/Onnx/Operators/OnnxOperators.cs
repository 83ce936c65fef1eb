using System.Collections.Frozen;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Recurrence;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Formats.Onnx.Operators;

/// <summary>
/// The table from ONNX's operators to ours, one row each. A node that a row cannot convert throws an <see cref="ArgumentException"/>.
/// </summary>
internal static partial class OnnxOperators
{
    /// <summary>Converts one node and emits the result.</summary>
    public delegate void Converter(OnnxNode node, OnnxImport import);

    /// <summary>The converters by operator.</summary>
    public static FrozenDictionary<string, Converter> Table { get; } = new Dictionary<string, Converter>
    {
        // windows
        ["Conv"] = Conv,
        ["ConvTranspose"] = ConvTranspose,
        ["MaxPool"] = MaxPool,
        ["MaxUnpool"] = MaxUnpool,
        ["AveragePool"] = AveragePool,
        ["GlobalAveragePool"] = (node, import) => GlobalPooling(node, import, GlobalPoolKind.Average),
        ["GlobalMaxPool"] = (node, import) => GlobalPooling(node, import, GlobalPoolKind.Max),

        // resizing
        ["Resize"] = Resize,
        ["Upsample"] = Upsample,
        ["DepthToSpace"] = DepthToSpace,
        ["SpaceToDepth"] = (node, import) => import.Emit(node, new SpaceToDepth(BlockSize(node))),

        // normalisation
        ["BatchNormalization"] = BatchNormalization,
        ["LayerNormalization"] = LayerNormalization,
        ["InstanceNormalization"] = (node, import) => import.Emit(node, new InstanceNormalization(node.Float("epsilon", 1e-5f))),
        ["GroupNormalization"] = GroupNormalization,
        ["MeanVarianceNormalization"] = MeanVarianceNormalization,
        ["RMSNormalization"] = RmsNormalization,
        ["SimplifiedLayerNormalization"] = RmsNormalization,
        ["LRN"] = (node, import) => import.Emit(
            node, new Lrn(node.Int("size", 0), node.Float("alpha", 1e-4f), node.Float("beta", 0.75f), node.Float("bias", 1))),

        // matrix products
        ["Gemm"] = Gemm,
        ["MatMul"] = MatMul,
        ["Einsum"] = Einsum,

        // sampling
        ["GridSample"] = GridSample,
        ["DeformConv"] = DeformConv,

        // recurrence
        ["RNN"] = Recurrent(RecurrentCell.Rnn),
        ["GRU"] = Recurrent(RecurrentCell.Gru),
        ["LSTM"] = Recurrent(RecurrentCell.Lstm),

        // activations
        ["Relu"] = Activate<Relu>,
        ["Sigmoid"] = Activate<Sigmoid>,
        ["Tanh"] = Activate<Tanh>,
        ["HardSwish"] = Activate<HardSwish>,
        ["Softplus"] = Activate<Softplus>,
        ["Softsign"] = Activate<Softsign>,
        ["Exp"] = Activate<Exp>,
        ["Log"] = Activate<Log>,
        ["Sqrt"] = Activate<Sqrt>,
        ["Abs"] = Activate<Abs>,
        ["Neg"] = Activate<Neg>,
        ["Erf"] = Activate<Erf>,
        ["Reciprocal"] = Activate<Reciprocal>,
        ["Celu"] = (node, import) => import.Emit(node, new Activation<Celu>(new Celu(node.Float("alpha", 1)))),
        ["ThresholdedRelu"] = (node, import) => import.Emit(
            node, new Activation<ThresholdedRelu>(new ThresholdedRelu(node.Float("alpha", 1)))),
        ["LeakyRelu"] = (node, import) => import.Emit(node, new Activation<LeakyRelu>(new LeakyRelu(node.Float("alpha", 0.01f)))),
        ["Elu"] = (node, import) => import.Emit(node, new Activation<Elu>(new Elu(node.Float("alpha", 1)))),
        ["Selu"] = (node, import) => import.Emit(
            node, new Activation<Selu>(new Selu(node.Float("alpha", 1.67326319f), node.Float("gamma", 1.05070102f)))),
        ["HardSigmoid"] = (node, import) => import.Emit(
            node, new Activation<HardSigmoid>(new HardSigmoid(node.Float("alpha", 0.2f), node.Float("beta", 0.5f)))),
        ["Clip"] = Clip,
        ["Softmax"] = (node, import) => Softmax(node, import, logarithm: false),
        ["LogSoftmax"] = (node, import) => Softmax(node, import, logarithm: true),

        // arithmetic
        ["Add"] = Combine<Add>,
        ["Sub"] = Combine<Sub>,
        ["Mul"] = Combine<Mul>,
        ["Div"] = Divide,
        ["Sum"] = Combine<Add>,
        ["Max"] = Combine<Max>,
        ["Min"] = Combine<Min>,
        ["Pow"] = Combine<Pow>,
        ["PRelu"] = PRelu,

        // arrangement
        ["Concat"] = Concat,
        ["Slice"] = Slice,
        ["Split"] = Split,
        ["Pad"] = Pad,
        ["Expand"] = Expand,
        ["Tile"] = Tile,
        ["Gather"] = Gather,
        ["GatherElements"] = GatherElements,
        ["Reshape"] = Reshape,
        ["Flatten"] = (node, import) => import.Emit(node, new Flatten(node.Int("axis", 1))),
        ["Squeeze"] = Squeeze,
        ["Unsqueeze"] = Unsqueeze,
        ["Transpose"] = Transpose,
        ["Identity"] = (node, import) => import.Emit(node, new Identity()),
        ["Dropout"] = (node, import) => import.Emit(node, new Identity("Dropout"), node.Inputs[0]),

        // reductions
        ["ReduceSum"] = Reduction<SumReduction>(axesAreInput: 13),
        ["ReduceMean"] = Reduction<MeanReduction>(),
        ["ReduceMax"] = Reduction<MaxReduction>(),
        ["ReduceMin"] = Reduction<MinReduction>(),
        ["ReduceProd"] = Reduction<ProdReduction>(),
        ["ReduceSumSquare"] = Reduction<SumSquareReduction>(),
        ["ReduceL1"] = Reduction<L1Reduction>(),
        ["ReduceL2"] = Reduction<L2Reduction>(),
        ["ReduceLogSum"] = Reduction<LogSumReduction>(),
        ["ReduceLogSumExp"] = Reduction<LogSumExpReduction>(),
        ["ArgMax"] = ArgMax,
        ["ArgMin"] = ArgMax,
        ["Mean"] = Mean,
    }.Concat(LogicRows).Concat(MicrosoftRows).Concat(QuantizedRows)
        .Concat(IndexingRows).Concat(LpNormRows).Concat(AttentionRows).ToFrozenDictionary();

    private static void Activate<TRule>(OnnxNode node, OnnxImport import) where TRule : struct, IActivation =>
        import.Emit(node, new Activation<TRule>());

    private static void Combine<TOperation>(OnnxNode node, OnnxImport import) where TOperation : struct, IArithmetic
    {
        string left = node.Inputs[0];
        if (node.Inputs.Length == 1)
            import.Emit(node, new Identity(node.Type));
        for (int i = 1; i < node.Inputs.Length; i++)
        {
            string output = i == node.Inputs.Length - 1 ? node.Outputs[0] : $"{node.Outputs[0]}/{i}";
            import.EmitAs(node, new Arithmetic<TOperation>(), output, left, AlignedAtAxis(node, import, node.Inputs[i]));
            left = output;
        }
    }

    /// <summary>
    /// The second input of an arithmetic operator. Before opset 7 its dimensions align with the first's from the attribute 'axis' on:
    /// dimensions of 1 are appended, as today's broadcasting expects.
    /// </summary>
    private static string AlignedAtAxis(OnnxNode node, OnnxImport import, string right)
    {
        if (node.Opset >= 7 || node.Int("broadcast", 0) == 0 || node.Int("axis", -1) == -1)
            return right;
        if (import.ShapeOf(node.Inputs[0]) is not { } first || import.ShapeOf(right) is not { } second)
            throw new ArgumentException("broadcasts tensors of unknown shape at an axis");
        int appended = first.Rank - InRange(node.Int("axis", 0), first.Rank) - second.Rank;
        if (appended < 0)
            throw new ArgumentException($"broadcasts {second} at axis {node.Int("axis", 0)} of {first}, where it does not fit");
        if (appended == 0)
            return right;
        string aligned = $"{node.Outputs[0]}/aligned";
        import.EmitAs(node, new Reshape([.. Enumerable.Repeat(0L, second.Rank), .. Enumerable.Repeat(1L, appended)]), aligned, right);
        return aligned;
    }

    /// <summary>
    /// Bounds are attributes before opset 11 and inputs after; those that depend on the network's input become a Max and a Min.
    /// </summary>
    private static void Clip(OnnxNode node, OnnxImport import)
    {
        bool areInputs = node.Opset >= 11, hasMinimum = areInputs && node.Has(1), hasMaximum = areInputs && node.Has(2);
        if ((hasMinimum && import.ConstantOf(node.Inputs[1]) is null) || (hasMaximum && import.ConstantOf(node.Inputs[2]) is null))
        {
            string raised = hasMaximum ? $"{node.Outputs[0]}/raised" : node.Outputs[0];
            if (hasMinimum)
                import.EmitAs(node, new Arithmetic<Max>(), raised, node.Inputs[0], node.Inputs[1]);
            if (hasMaximum)
                import.Emit(node, new Arithmetic<Min>(), hasMinimum ? raised : node.Inputs[0], node.Inputs[2]);
            return;
        }

        float minimum = hasMinimum ? ScalarOf(node, import, 1) : areInputs
            ? float.NegativeInfinity : node.Float("min", float.NegativeInfinity);
        float maximum = hasMaximum ? ScalarOf(node, import, 2) : areInputs
            ? float.PositiveInfinity : node.Float("max", float.PositiveInfinity);
        import.Emit(node, new Activation<Clip>(new Clip(minimum, maximum)), node.Inputs[0]);
    }

    private static float ScalarOf(OnnxNode node, OnnxImport import, int input)
    {
        Tensor value = import.RequireConstant(node, input).AsFloats();
        return value.Count == 1
            ? value.AsSpan()[0] : throw new ArgumentException($"has an input {input} of shape {value.Shape}; one value is expected");
    }

    private static void Softmax(OnnxNode node, OnnxImport import, bool logarithm)
    {
        bool isJoint = node.Opset < 13;
        import.Emit(node, new Softmax(node.Int("axis", isJoint ? 1 : -1), isJoint, logarithm));
    }
}
