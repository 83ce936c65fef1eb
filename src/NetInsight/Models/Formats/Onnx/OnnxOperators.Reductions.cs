using System.Collections.Immutable;

namespace NetInsight;

internal static partial class OnnxOperators
{
    /// <summary>A reduction; its axes are an attribute before opset <paramref name="axesAreInput"/> and an input from then on.</summary>
    private static Converter Reduction<TReduction>(int axesAreInput = 18) where TReduction : struct, IReduction => (node, import) =>
    {
        long[]? axes = node.Opset < axesAreInput ? node.Longs("axes") : node.Has(1) ? import.RequireConstant(node, 1).AsLongs() : null;
        string input = node.Inputs[0];
        if (axes is null or [] && node.Int("noop_with_empty_axes", 0) != 0)
            import.Emit(node, new Identity(node.Type), input);
        else if (typeof(TReduction) == typeof(MeanReduction) && IsMeanOfMaps(axes, import.ShapeOf(input)))
            EmitMeanOfMaps(node, import);
        else
            import.Emit(node, new Reduce<TReduction>([.. (axes ?? []).Select(ToInt)], node.Int("keepdims", 1) != 0), input);
    };

    /// <summary>The mean over all places of a map, which is what classifiers export for a global average pool.</summary>
    private static bool IsMeanOfMaps(long[]? axes, Shape? input) =>
        input is null or { Rank: 4 } && axes is not null && axes.Select(axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([2L, 3L]);

    private static void EmitMeanOfMaps(OnnxNode node, OnnxImport import)
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

    /// <summary>The normalisation, and the mean and 1 / deviation where the file asks for them.</summary>
    private static void LayerNormalization(OnnxNode node, OnnxImport import)
    {
        int axis = node.Int("axis", -1);
        float epsilon = node.Float("epsilon", 1e-5f);
        import.Emit(node, new LayerNormalization(axis, epsilon));
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
}
