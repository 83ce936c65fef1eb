using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.Attribution.Cam;

/// <summary>
/// The layer of a class activation map where none is named: the last one whose positions are places of the image (Selvaraju et al. 2017,
/// arXiv:1610.02391, section 3: the last convolutional layer is the best compromise between meaning and place).
/// </summary>
/// <remarks>
/// The last value with rows and columns; if it is a pool's result or only rearranged, what was pooled or rearranged. Two exceptions. A
/// convolution whose channels are the classes, pooled to their scores, is the classifier: its input is taken (SqueezeNet). Where a class
/// token is read, other tokens of the last block have no influence: the tokens before its attention are taken, after their normalisation
/// if there is one (as pytorch-grad-cam advises for ViT).
/// </remarks>
internal static class DefaultLayer
{
    /// <summary>The value, the output of a node; null where no value has rows and columns.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">The shapes of the values on which the target depends.</param>
    /// <param name="axes">Their rows and columns.</param>
    /// <param name="target">The value from which the target comes.</param>
    public static int? Of(
        Graph graph, IReadOnlyDictionary<int, Shape> shapes, IReadOnlyDictionary<int, MapAxes> axes, int target)
    {
        Dictionary<int, Node> makers = graph.Nodes.Where(node => shapes.ContainsKey(node.Output)).ToDictionary(node => node.Output);
        if (Last(makers.Values.Where(node => node.Output != target)) is not { } last)
            return null;
        if (axes[last.Output] is { IsMerged: true, Before: > 0 } tokens
            && AttentionTokens(shapes[last.Output][tokens.RowAxis]) is { } before)
            return before.Output;
        int value = Unpooled(last.Output);
        if (ClassifierInput(value) is { } features)
            value = Unpooled(features);
        return IsRearrangedInput(value) ? null : value;

        // The last of some nodes whose output is a feature map of more than one position.
        Node? Last(IEnumerable<Node> nodes) => nodes.LastOrDefault(node => IsMap(node.Output));

        bool IsMap(int value) => makers.ContainsKey(value) && axes.TryGetValue(value, out MapAxes? found)
            && FeatureGrid.Of(found, shapes[value]) is { Positions: > 1 };

        int Unpooled(int value)
        {
            while (makers[value] is { Inputs: [var before, ..] } maker && IsMap(before)
                && (IsView(maker.Operator) || maker.Operator is MaxPool or AveragePool or SumPool or Lrn))
                value = before;
            return value;
        }

        // Whether a value is the graph's input, merely rearranged, which is no feature map.
        bool IsRearrangedInput(int value)
        {
            while (makers.TryGetValue(value, out Node? maker) && IsView(maker.Operator))
                value = maker.Inputs[0];
            return graph.Inputs.Any(input => input.Value == value);
        }

        static bool IsView(Operator op) => op is Identity or Transpose or Reshape or Flatten;

        // The input of a convolution to the classes' scores, if the value is its result and is only pooled behind it.
        int? ClassifierInput(int value)
        {
            if (Head.ColumnsOf(shapes[target]) is not { } classes || FeatureGrid.Of(axes[value], shapes[value])?.Channels != classes
                || GraphTail.Of(graph, shapes, value, target) is not { } tail
                || tail.Nodes.Any(node => node.Operator is Conv or Gemm or MatMul))
                return null;
            Node maker = makers[value];
            while (maker.Operator.IsPointwise && maker.Inputs is [var before] && makers.TryGetValue(before, out Node? earlier))
                maker = earlier;
            return maker.Operator is Conv && IsMap(maker.Inputs[0]) ? maker.Inputs[0] : null;
        }

        // What the last attention over so many tokens reads.
        Node? AttentionTokens(int count)
        {
            if (makers.Values.LastOrDefault(node => node.Operator is Softmax && shapes[node.Output] is { Rank: > 2 } shape
                && shape[shape.Rank - 1] == count) is not { } attention)
                return null;
            bool[] isNeeded = ShapeInference.NeededFor(graph, new HashSet<int> { attention.Output });
            Node[] earlier = [.. graph.Nodes.Where((node, index) => isNeeded[index] && IsTokens(node.Output, count))];
            return earlier.LastOrDefault(node => node.Operator is LayerNormalization) ?? earlier.LastOrDefault(IsResidual);
        }

        bool IsTokens(int value, int count) =>
            IsMap(value) && axes[value] is { IsMerged: true } found && shapes[value][found.RowAxis] == count;

        bool IsResidual(Node node) => node.Operator.IsPointwise && node.Inputs.Length == 2 && node.Inputs.All(IsMap);
    }
}
