using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>
    /// A reduction; its axes are an attribute before opset <paramref name="axesAreInput"/> and an input from then on. With
    /// noop_with_empty_axes, no axes means that the formula applies to each element alone (onnx/onnx, pull request 7394): a sum of squares
    /// squares.
    /// </summary>
    private static Converter Reduction<TReduction>(int axesAreInput = 18) where TReduction : struct, IReduction => (node, import) =>
    {
        long[]? axes = node.Opset < axesAreInput ? node.Longs("axes") : node.Has(1) ? import.RequireConstant(node, 1).AsLongs() : null;
        string input = node.Inputs[0];
        bool emptyMeansAll = node.Opset < axesAreInput || node.Int("noop_with_empty_axes", 0) == 0;
        if (typeof(TReduction) == typeof(MeanReduction) && IsGlobalAverage(axes, import.ShapeOf(input)))
            EmitGlobalAverage(node, import);
        else
            import.Emit(node, new Reduce<TReduction>([.. (axes ?? []).Select(ToInt)], node.Int("keepdims", 1) != 0, emptyMeansAll), input);
    };

    /// <summary>Whether the mean is over all positions of a feature map: exporters write a global average pool this way.</summary>
    private static bool IsGlobalAverage(long[]? axes, Shape? input) =>
        input is null or { Rank: 4 } && axes is not null && axes.Select(axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([2L, 3L]);

    private static void EmitGlobalAverage(OnnxNode node, OnnxImport import)
    {
        if (node.Int("keepdims", 1) != 0)
        {
            import.Emit(node, new GlobalPool(GlobalPoolKind.Average), node.Inputs[0]);
            return;
        }

        string pooled = $"{node.Outputs[0]}/pooled";
        import.EmitAs(node, new GlobalPool(GlobalPoolKind.Average), pooled, node.Inputs[0]);
        import.Emit(node, new Flatten(), pooled);
    }

    private static void ArgMax(OnnxNode node, OnnxImport import) => import.Emit(
        node, new ArgMax(node.Int("axis", 0), node.Int("keepdims", 1) != 0, node.Type == "ArgMin", node.Int("select_last_index", 0) != 0));

    /// <summary>The element-wise mean of any number of tensors.</summary>
    private static void Mean(OnnxNode node, OnnxImport import)
    {
        string sum = node.Inputs[0], share = $"{node.Outputs[0]}/share";
        for (int i = 1; i < node.Inputs.Length; i++)
        {
            string next = $"{node.Outputs[0]}/{i}";
            import.EmitAs(node, new Arithmetic<Add>(), next, sum, node.Inputs[i]);
            sum = next;
        }

        import.SetConstant(share, new OnnxConstant(new Tensor(new Shape(), [node.Inputs.Length])));
        import.Emit(node, new Arithmetic<Div>(), sum, share);
    }
}
