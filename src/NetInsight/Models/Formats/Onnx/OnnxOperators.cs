using System.Collections.Frozen;

namespace NetInsight;

/// <summary>The table from ONNX's operators to ours: one row each. What a row cannot convert throws an <see cref="ArgumentException"/>.</summary>
internal static partial class OnnxOperators
{
    /// <summary>Adds one node to an import.</summary>
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
        ["GlobalAveragePool"] = (node, import) => import.Emit(node, new GlobalPool(GlobalPoolKind.Average)),
        ["GlobalMaxPool"] = (node, import) => import.Emit(node, new GlobalPool(GlobalPoolKind.Max)),

        // resizing
        ["Resize"] = Resize,
        ["Upsample"] = Upsample,
        ["DepthToSpace"] = DepthToSpace,
        ["SpaceToDepth"] = (node, import) => import.Emit(node, new SpaceToDepth(BlockSize(node))),

        // normalisation
        ["BatchNormalization"] = BatchNormalization,
        ["LRN"] = (node, import) => import.Emit(node, new Lrn(node.Int("size", 0), node.Float("alpha", 1e-4f), node.Float("beta", 0.75f), node.Float("bias", 1))),

        // products
        ["Gemm"] = Gemm,
        ["MatMul"] = MatMul,

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
        ["LeakyRelu"] = (node, import) => import.Emit(node, new Activation<LeakyRelu>(new LeakyRelu(node.Float("alpha", 0.01f)))),
        ["Elu"] = (node, import) => import.Emit(node, new Activation<Elu>(new Elu(node.Float("alpha", 1)))),
        ["Selu"] = (node, import) => import.Emit(node, new Activation<Selu>(new Selu(node.Float("alpha", 1.67326319f), node.Float("gamma", 1.05070102f)))),
        ["HardSigmoid"] = (node, import) => import.Emit(node, new Activation<HardSigmoid>(new HardSigmoid(node.Float("alpha", 0.2f), node.Float("beta", 0.5f)))),
        ["Clip"] = Clip,
        ["Softmax"] = (node, import) => Softmax(node, import, logarithm: false),
        ["LogSoftmax"] = (node, import) => Softmax(node, import, logarithm: true),

        // arithmetic
        ["Add"] = Combine<Add>,
        ["Sub"] = Combine<Sub>,
        ["Mul"] = Combine<Mul>,
        ["Div"] = Combine<Div>,
        ["Sum"] = Combine<Add>,
        ["Max"] = Combine<Max>,
        ["Min"] = Combine<Min>,

        // arrangement
        ["Concat"] = (node, import) => import.Emit(node, new Concat(node.HasAttribute("axis") ? node.Int("axis", 1) : throw new ArgumentException("has no attribute 'axis'"))),
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
        ["ReduceMean"] = ReduceMean,
    }.ToFrozenDictionary();

    private static void Activate<TRule>(OnnxNode node, OnnxImport import) where TRule : struct, IActivation => import.Emit(node, new Activation<TRule>());

    private static void Combine<TOperation>(OnnxNode node, OnnxImport import) where TOperation : struct, IArithmetic
    {
        if (node.HasAttribute("broadcast"))
            throw new ArgumentException("has the attribute 'broadcast' of opset 6; from opset 7 on shapes broadcast by themselves");
        string left = node.Inputs[0];
        if (node.Inputs.Length == 1)
            import.Emit(node, new Identity(node.Type));
        for (int i = 1; i < node.Inputs.Length; i++)
        {
            string output = i == node.Inputs.Length - 1 ? node.Outputs[0] : $"{node.Outputs[0]}/{i}";
            import.EmitAs(node, new Arithmetic<TOperation>(), output, left, node.Inputs[i]);
            left = output;
        }
    }

    private static void Clip(OnnxNode node, OnnxImport import)
    {
        float minimum = node.Float("min", float.NegativeInfinity), maximum = node.Float("max", float.PositiveInfinity);
        if (node.Opset >= 11)
        {
            minimum = node.Has(1) ? import.RequireConstant(node, 1).AsFloats().AsSpan()[0] : minimum;
            maximum = node.Has(2) ? import.RequireConstant(node, 2).AsFloats().AsSpan()[0] : maximum;
        }

        import.Emit(node, new Activation<Clip>(new Clip(minimum, maximum)), node.Inputs[0]);
    }

    private static void Softmax(OnnxNode node, OnnxImport import, bool logarithm)
    {
        bool isJoint = node.Opset < 13;
        import.Emit(node, new Softmax(node.Int("axis", isJoint ? 1 : -1), isJoint, logarithm));
    }
}
