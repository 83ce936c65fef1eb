using System.Collections.Immutable;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Formats.Onnx;

internal static partial class OnnxOperators
{
    /// <summary>Scale and shift are one number a group before opset 21, and one a channel from then on.</summary>
    private static void GroupNormalization(OnnxNode node, OnnxImport import)
    {
        int groups = node.HasAttribute("num_groups") ? node.Int("num_groups", 0) : throw new ArgumentException("has no attribute 'num_groups'");
        import.Emit(node, new GroupNormalization(groups, node.Float("epsilon", 1e-5f), ScalesGroups: node.Opset < 21));
    }

    /// <summary>The normalisation, and the mean and 1 / deviation where the file asks for them.</summary>
    private static void LayerNormalization(OnnxNode node, OnnxImport import)
    {
        int axis = node.Int("axis", -1);
        float epsilon = node.Float("epsilon", 1e-5f);
        EmitNormalised(node, import, new LayerNormalization(axis, epsilon));
        bool wantsMean = node.Outputs.Length > 1 && node.Outputs[1].Length > 0, wantsDeviation = node.Outputs.Length > 2 && node.Outputs[2].Length > 0;
        if (!wantsMean && !wantsDeviation)
            return;

        int rank = import.ShapeOf(node.Inputs[0])?.Rank ?? throw new ArgumentException("normalises a tensor of unknown shape and asks for its mean");
        ImmutableArray<int> axes = [.. Enumerable.Range(InRange(axis, rank), rank - InRange(axis, rank))];
        string output = node.Outputs[0], mean = wantsMean ? node.Outputs[1] : $"{output}/mean";
        import.EmitAs(node, new Reduce<MeanReduction>(axes), mean, node.Inputs[0]);
        if (!wantsDeviation)
            return;
        string centred = $"{output}/centred", squares = $"{output}/squares", variance = $"{output}/variance", added = $"{output}/epsilon", raised = $"{output}/raised", root = $"{output}/root";
        import.EmitAs(node, new Arithmetic<Sub>(), centred, node.Inputs[0], mean);
        import.EmitAs(node, new Arithmetic<Mul>(), squares, centred, centred);
        import.EmitAs(node, new Reduce<MeanReduction>(axes), variance, squares);
        import.SetConstant(added, new OnnxConstant(new Tensor(new Shape(), [epsilon])));
        import.EmitAs(node, new Arithmetic<Add>(), raised, variance, added);
        import.EmitAs(node, new Activation<Sqrt>(), root, raised);
        import.EmitAs(node, new Activation<Reciprocal>(), node.Outputs[2], root);
    }

    /// <summary>The first output. Parameters that are smaller than what is normalised broadcast: they are applied by steps of their own.</summary>
    private static void EmitNormalised(OnnxNode node, OnnxImport import, LayerNormalization norm)
    {
        string[] parameters = [.. node.Inputs.Skip(1)];
        if (import.ShapeOf(node.Inputs[0]) is not { } input || parameters.All(name => import.ShapeOf(name) is not { } shape || norm.Takes(shape, input)))
        {
            import.Emit(node, norm);
            return;
        }

        foreach (Shape shape in parameters.Select(import.ShapeOf).OfType<Shape>())
        {
            if (shape.Rank > input.Rank || shape.Dimensions.ToArray().Zip(input.Dimensions[^shape.Rank..].ToArray()).Any(pair => pair.First != 1 && pair.First != pair.Second))
                throw new ArgumentException($"has a parameter of shape {shape}, which does not broadcast to the input's {input}");
        }

        string output = node.Outputs[0], one = $"{output}/one", normalised = $"{output}/normalised", scaled = parameters.Length > 1 ? $"{output}/scaled" : output;
        import.SetConstant(one, new OnnxConstant(new Tensor(new Shape(), [1])));
        import.EmitAs(node, norm, normalised, node.Inputs[0], one);
        import.EmitAs(node, new Arithmetic<Mul>(), scaled, normalised, parameters[0]);
        if (parameters.Length > 1)
            import.EmitAs(node, new Arithmetic<Add>(), output, scaled, parameters[1]);
    }
}
