using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    private static void BatchNormalization(OnnxNode node, OnnxImport import)
    {
        if (node.Int("training_mode", 0) != 0)
            throw new ArgumentException("is in training mode; a trained network is expected");
        if (node.Opset < 9 && node.Int("spatial", 1) != 1)
            throw new ArgumentException("normalises each position alone (spatial = 0), which NetInsight does not support");
        import.Emit(node, new BatchNormalization(node.Float("epsilon", 1e-5f)));
    }

    /// <summary>Scale and shift have one element for each group before opset 21, one for each channel from then on.</summary>
    private static void GroupNormalization(OnnxNode node, OnnxImport import)
    {
        int groups = node.HasAttribute("num_groups")
            ? node.Int("num_groups", 0)
            : throw new ArgumentException("has no attribute 'num_groups'");
        import.Emit(node, new GroupNormalization(groups, node.Float("epsilon", 1e-5f), ScalesGroups: node.Opset < 21));
    }

    /// <summary>The normalisation, and its mean and 1 / standard deviation where the file requests them as outputs.</summary>
    private static void LayerNormalization(OnnxNode node, OnnxImport import)
    {
        int axis = node.Int("axis", -1);
        float epsilon = node.Float("epsilon", 1e-5f);
        EmitNormalized(node, import, new LayerNormalization(axis, epsilon));
        bool hasMean = node.Outputs.Length > 1 && node.Outputs[1].Length > 0;
        bool hasDeviation = node.Outputs.Length > 2 && node.Outputs[2].Length > 0;
        if (!hasMean && !hasDeviation)
            return;

        int rank = import.ShapeOf(node.Inputs[0])?.Rank
            ?? throw new ArgumentException("normalises a tensor of unknown shape and requests its mean");
        ImmutableArray<int> axes = [.. Enumerable.Range(InRange(axis, rank), rank - InRange(axis, rank))];
        string output = node.Outputs[0], mean = hasMean ? node.Outputs[1] : $"{output}/mean";
        import.EmitAs(node, new Reduce<MeanReduction>(axes), mean, node.Inputs[0]);
        if (!hasDeviation)
            return;
        string centred = $"{output}/centred", squares = $"{output}/squares", variance = $"{output}/variance";
        string added = $"{output}/epsilon", raised = $"{output}/raised", root = $"{output}/root";
        import.EmitAs(node, new Arithmetic<Sub>(), centred, node.Inputs[0], mean);
        import.EmitAs(node, new Arithmetic<Mul>(), squares, centred, centred);
        import.EmitAs(node, new Reduce<MeanReduction>(axes), variance, squares);
        import.SetConstant(added, new OnnxConstant(new Tensor(new Shape(), [epsilon])));
        import.EmitAs(node, new Arithmetic<Add>(), raised, variance, added);
        import.EmitAs(node, new Activation<Sqrt>(), root, raised);
        import.EmitAs(node, new Activation<Reciprocal>(), node.Outputs[2], root);
    }

    /// <summary>The first output. Parameters that broadcast over the normalised axes are applied by separate nodes.</summary>
    private static void EmitNormalized(OnnxNode node, OnnxImport import, LayerNormalization norm)
    {
        string[] parameters = [.. node.Inputs.Skip(1)];
        if (import.ShapeOf(node.Inputs[0]) is not { } input
            || parameters.All(name => import.ShapeOf(name) is not { } shape || norm.Takes(shape, input)))
        {
            import.Emit(node, norm);
            return;
        }

        foreach (Shape shape in parameters.Select(import.ShapeOf).OfType<Shape>())
        {
            if (shape.Rank > input.Rank || !Broadcasts(shape, input))
                throw new ArgumentException($"has a parameter of shape {shape}, which does not broadcast to the input's {input}");
        }

        string output = node.Outputs[0], one = $"{output}/one", normalised = $"{output}/normalised";
        string scaled = parameters.Length > 1 ? $"{output}/scaled" : output;
        import.SetConstant(one, new OnnxConstant(new Tensor(new Shape(), [1])));
        import.EmitAs(node, norm, normalised, node.Inputs[0], one);
        import.EmitAs(node, new Arithmetic<Mul>(), scaled, normalised, parameters[0]);
        if (parameters.Length > 1)
            import.EmitAs(node, new Arithmetic<Add>(), output, scaled, parameters[1]);

        static bool Broadcasts(Shape shape, Shape input) =>
            shape.Dimensions.ToArray().Zip(input.Dimensions[^shape.Rank..].ToArray()).All(pair =>
                pair.First == 1 || pair.First == pair.Second);
    }

    /// <summary>y = (x - mean) / (deviation + 1e-9), mean and deviation over some axes: by default all but the channels.</summary>
    private static void MeanVarianceNormalization(OnnxNode node, OnnxImport import)
    {
        long[] whole = node.Opset < 9 && node.Int("across_channels", 0) != 0 ? [0, 1, 2, 3] : [0, 2, 3];
        int[] axes = [.. (node.Longs("axes") ?? whole).Select(ToInt)];
        string y = node.Outputs[0], x = node.Inputs[0], mean = $"{y}/mean", centred = $"{y}/centred", squares = $"{y}/squares";
        string variance = $"{y}/variance", deviation = $"{y}/deviation", epsilon = $"{y}/epsilon", divisor = $"{y}/divisor";
        import.EmitAs(node, new Reduce<MeanReduction>([.. axes]), mean, x);
        bool scales = node.Opset >= 9 || node.Int("normalize_variance", 1) != 0;
        import.EmitAs(node, new Arithmetic<Sub>(), scales ? centred : y, x, mean);
        if (!scales)
            return;
        import.EmitAs(node, new Arithmetic<Mul>(), squares, centred, centred);
        import.EmitAs(node, new Reduce<MeanReduction>([.. axes]), variance, squares);
        import.EmitAs(node, new Activation<Sqrt>(), deviation, variance);
        SetValue(import, epsilon, 1e-9f);
        import.EmitAs(node, new Arithmetic<Add>(), divisor, deviation, epsilon);
        import.Emit(node, new Arithmetic<Div>(), centred, divisor);
    }

    /// <summary>
    /// y = x / sqrt(mean of x^2 over the axes from 'axis' on + epsilon) * scale (Zhang and Sennrich 2019, arXiv:1910.07467).
    /// </summary>
    private static void RmsNormalization(OnnxNode node, OnnxImport import)
    {
        Shape shape = import.ShapeOf(node.Inputs[0]) ?? throw new ArgumentException("normalises a tensor of unknown shape");
        int axis = InRange(node.Int("axis", -1), shape.Rank);
        string y = node.Outputs[0], normalised = $"{y}/normalised";
        EmitRmsNormalised(node, import, node.Inputs[0], [.. Enumerable.Range(axis, shape.Rank - axis)], node.Float("epsilon", 1e-5f),
            normalised);
        import.Emit(node, new Arithmetic<Mul>(), normalised, node.Inputs[1]);
    }

    private static void EmitRmsNormalised(
        OnnxNode node, OnnxImport import, string x, ImmutableArray<int> axes, float epsilon, string output)
    {
        string squares = $"{output}/squares", mean = $"{output}/mean", added = $"{output}/epsilon", raised = $"{output}/raised",
            root = $"{output}/root";
        import.EmitAs(node, new Arithmetic<Mul>(), squares, x, x);
        import.EmitAs(node, new Reduce<MeanReduction>(axes), mean, squares);
        SetValue(import, added, epsilon);
        import.EmitAs(node, new Arithmetic<Add>(), raised, mean, added);
        import.EmitAs(node, new Activation<Sqrt>(), root, raised);
        import.EmitAs(node, new Arithmetic<Div>(), output, x, root);
    }
}
