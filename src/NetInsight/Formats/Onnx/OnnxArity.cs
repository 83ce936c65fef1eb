using System.Collections.Frozen;
using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Formats.Onnx;

/// <summary>
/// How many inputs and outputs each operator has by ONNX's schemas, over all versions, so that converters can rely on it.
/// </summary>
internal static class OnnxArity
{
    private const int Any = int.MaxValue;

    private static readonly FrozenDictionary<string, (int Least, int Most)> Inputs = Rows(
        (0, 0, "Constant"),
        (1, 1, "Abs Acos Acosh ArgMax ArgMin Asin Asinh Atan Atanh AveragePool Cast Ceil Celu ConstantOfShape Cos Cosh DepthToSpace"),
        (1, 1, "DynamicQuantizeLinear Elu Erf Exp EyeLike Flatten Floor Gelu GlobalAveragePool GlobalLpPool GlobalMaxPool HardSigmoid"),
        (1, 1, "HardSwish Hardmax Identity If IsInf IsNaN LRN LeakyRelu Log LogSoftmax LpNormalization LpPool MaxPool"),
        (1, 1, "MeanVarianceNormalization Mish Neg NonZero Not Reciprocal Relu Round Selu Shape Shrink Sigmoid Sign Sin Sinh Size Softmax"),
        (1, 1, "Softplus Softsign SpaceToDepth Sqrt Swish Tan Tanh ThresholdedRelu Transpose com.microsoft.Gelu com.microsoft.QuickGelu"),
        (1, 2, "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare"),
        (1, 2, "Reshape Split Squeeze TopK Trilu Unsqueeze Upsample com.microsoft.FastGelu"),
        (1, 3, "Clip Dropout"),
        (1, 4, "Pad Resize"),
        (1, 5, "Slice"),
        (1, 10, "com.microsoft.MultiHeadAttention"),
        (1, Any, "Concat Einsum Max Mean Min Sum"),
        (2, 2, "Add And CastLike CenterCropPad CumSum Div Equal Expand Gather GatherElements GatherND Greater GreaterOrEqual"),
        (2, 2, "GridSample Less LessOrEqual MatMul Mod Mul Or PRelu Pow RMSNormalization ReverseSequence Sub Xor"),
        (2, 2, "SimplifiedLayerNormalization com.microsoft.BiasGelu com.microsoft.FusedMatMul com.microsoft.TransposeMatMul"),
        (2, 3, "Conv ConvTranspose DequantizeLinear Gemm LayerNormalization MaxUnpool QuantizeLinear Tile com.microsoft.FusedGemm"),
        (2, 3, "com.microsoft.DequantizeLinear com.microsoft.LayerNormalization com.microsoft.QuantizeLinear"),
        (2, 4, "ConvInteger MatMulInteger com.microsoft.FusedConv"),
        (2, 5, "NonMaxSuppression"),
        (2, 7, "com.microsoft.Attention"),
        (3, 3, "GroupNormalization InstanceNormalization OneHot Range Scatter ScatterElements ScatterND Where com.microsoft.BiasAdd"),
        (3, 4, "RotaryEmbedding"),
        (3, 5, "DeformConv com.microsoft.SkipLayerNormalization"),
        (3, 6, "GRU RNN"),
        (3, 7, "Attention"),
        (3, 8, "LSTM"),
        (4, 5, "com.microsoft.QLinearAveragePool com.microsoft.QLinearGlobalAveragePool com.microsoft.QLinearLeakyRelu"),
        (4, 5, "com.microsoft.QLinearSigmoid com.microsoft.QLinearSoftmax"),
        (5, 5, "BatchNormalization"),
        (5, Any, "com.microsoft.QLinearConcat"),
        (6, 9, "com.microsoft.QGemm"),
        (7, 8, "com.microsoft.QLinearAdd com.microsoft.QLinearMul"),
        (8, 8, "QLinearMatMul"),
        (8, 9, "QLinearConv"));

    /// <summary>Operators of more than one output.</summary>
    private static readonly FrozenDictionary<string, (int Least, int Most)> Outputs = Rows(
        (1, 2, "Dropout GRU MaxPool RNN SimplifiedLayerNormalization TopK"),
        (1, 3, "DynamicQuantizeLinear LSTM LayerNormalization com.microsoft.Attention com.microsoft.LayerNormalization"),
        (1, 4, "Attention com.microsoft.MultiHeadAttention com.microsoft.SkipLayerNormalization"),
        (1, 5, "BatchNormalization"),
        (1, Any, "If Split"));

    /// <summary>Checks that a node has the inputs and outputs of its operator.</summary>
    /// <exception cref="ArgumentException">It has too few or too many, or leaves a required one empty.</exception>
    public static void Check(OnnxNode node)
    {
        if (Inputs.TryGetValue(node.Key, out (int Least, int Most) inputs))
        {
            Check("input", node.Inputs.Length, inputs);
            for (int i = 0; i < (inputs.Most == Any ? node.Inputs.Length : inputs.Least); i++)
            {
                if (!node.Has(i))
                    throw new ArgumentException($"leaves out its input {i}, which is required");
            }

            Check("output", node.Outputs.Length, Outputs.GetValueOrDefault(node.Key, (1, 1)));
        }
    }

    private static void Check(string what, int count, (int Least, int Most) expected)
    {
        if (count < expected.Least || count > expected.Most)
        {
            string range = expected.Most == expected.Least ? $"{expected.Least}"
                : expected.Most == Any ? $"at least {expected.Least}" : $"{expected.Least} to {expected.Most}";
            throw new ArgumentException(
                $"has {count} {what}{(count == 1 ? "" : "s")}; {range} {(range == "1" ? "is" : "are")} expected");
        }
    }

    private static FrozenDictionary<string, (int Least, int Most)> Rows(params ReadOnlySpan<(int Least, int Most, string Operators)> rows)
    {
        Dictionary<string, (int, int)> counts = [];
        foreach ((int least, int most, string operators) in rows)
        {
            foreach (string name in operators.Split(' '))
                counts.Add(name, (least, most));
        }

        return counts.ToFrozenDictionary();
    }
}
