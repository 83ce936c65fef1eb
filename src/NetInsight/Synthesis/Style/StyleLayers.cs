using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Synthesis.Style;

/// <summary>The layers of a style and of a content where none are named.</summary>
/// <remarks>
/// A stage is a feature map through which every path from the image to the answer goes: behind a convolution, the result of an activation,
/// a sum of two or a concatenation, not pooled or normalised, not followed by an activation of its own, and of no fewer channels than the
/// stage before. Of VGG's these are its ReLUs: the
/// first stages of five sizes are relu1_1 to relu5_1, and the second at an eighth of the image's size is relu4_2 (Gatys et al. 2016,
/// section 3). GoogLeNet's are its first ReLUs and the outputs of its modules, ResNet's the outputs of its blocks.
/// </remarks>
internal static class StyleLayers
{
    private const int MostSizes = 5, ContentStride = 8;

    /// <summary>The layers for Gram matrices: the first stage of each of the first sizes.</summary>
    public static ImmutableArray<LayerWeight> ForGram(Model model)
    {
        Stage[] first = [.. BySize(model).Take(MostSizes).Select(group => group[0])];
        return [.. first.Select(stage => new LayerWeight(stage.Layer, 1.0 / first.Length))];
    }

    /// <summary>The layer for the content.</summary>
    public static ImmutableArray<LayerWeight> ForContent(Model model)
    {
        double size = Math.Sqrt((double)model.InputShape!.Value[2] * model.InputShape.Value[3]);
        Stage[] nearest = BySize(model).MinBy(group => Math.Abs(Math.Log2(StrideOf(group[0]) / ContentStride)))!;
        return [new LayerWeight(nearest[Math.Min(1, nearest.Length - 1)].Layer)];

        double StrideOf(Stage stage) => size / Math.Sqrt((double)stage.Shape[2] * stage.Shape[3]);
    }

    /// <summary>A list of an option: null, or at least one layer, none twice.</summary>
    public static ImmutableArray<LayerWeight>? Checked(
        IReadOnlyList<LayerWeight>? layers, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
    {
        if (layers is null)
            return null;
        if (layers.Count == 0 || layers.Contains(null))
            throw new ArgumentException($"{name} must hold at least one layer, and no null.", name);
        if (layers.GroupBy(layer => layer.Layer).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{name} holds layer '{Imaging.Printable.Escape(twice.Key)}' twice.", name);
        return [.. layers];
    }

    /// <summary>
    /// The stages, those of one height and width together, in the order in which they are computed; without bottlenecks, which have fewer
    /// channels than an earlier one.
    /// </summary>
    private static List<Stage[]> BySize(Model model)
    {
        List<Stage> wide = [];
        foreach (Stage stage in Stages(model))
        {
            if (wide.Count == 0 || stage.Shape[1] >= wide[^1].Shape[1])
                wide.Add(stage);
        }

        List<Stage[]> groups = [.. wide.GroupBy(stage => (stage.Shape[2], stage.Shape[3])).Select(group => group.ToArray())];
        return groups.Count > 0 ? groups : throw new ArgumentException(
            "No layers for a style are known of this network (its input's size is open, or it has no feature maps through which all paths "
            + $"go): name them in {nameof(StyleTransferOptions.GramLayers)} and {nameof(StyleTransferOptions.ContentLayers)}.",
            nameof(model));
    }

    private static IEnumerable<Stage> Stages(Model model)
    {
        if (model.InputShape is null)
            yield break;
        Graph graph = model.Graph;
        bool[] isNeeded = ShapeInference.NeededFor(graph, new HashSet<int> { model.ClassifierHead.Scores });
        int[] nodes = [.. Enumerable.Range(0, graph.Nodes.Length).Where(index => isNeeded[index])];
        ILookup<int, Node> readers = nodes.Select(index => graph.Nodes[index])
            .SelectMany(node => node.Inputs.Distinct().Select(input => (Input: input, Node: node)))
            .ToLookup(pair => pair.Input, pair => pair.Node);
        Dictionary<int, int> waiting = [];                          // values that later nodes read, and how many do
        Wait(graph.Inputs[0].Value);
        bool isBehindConvolution = false;
        foreach (int index in nodes)
        {
            Node node = graph.Nodes[index];
            foreach (int input in node.Inputs.Distinct())
            {
                if (waiting.TryGetValue(input, out int count) && count > 1)
                    waiting[input] = count - 1;
                else
                    waiting.Remove(input);
            }

            Wait(node.Output);
            isBehindConvolution |= node.Operator is Conv;
            bool isActivatedNext = readers[node.Output].ToArray() is [var next] && IsActivation(next);
            if (isBehindConvolution && waiting.Count == 1 && IsStage(node) && !isActivatedNext
                && model.Layers[index] is { OutputShape: { Rank: 4 } shape } layer && shape[2] > 1 && shape[3] > 1)
                yield return new Stage(layer.Name, shape);
        }

        void Wait(int value)
        {
            if (readers.Contains(value))
                waiting[value] = readers[value].Count();
        }

        bool IsStage(Node node) => IsActivation(node) || node.Operator is Concat || (IsArithmetic(node) && Variables(node) > 1);

        bool IsActivation(Node node) =>
            node.Operator is Arithmetic<PRelu> || (IsArithmetic(node) && node.Inputs.Length == 1 && node.Operator is not Identity);

        bool IsArithmetic(Node node) => node.Operator.IsPointwise
            && node.Operator is not (Conv or Concat or BatchNormalization or ChannelNormalization or Lrn);

        int Variables(Node node) => node.Inputs.Count(input => graph.Values[input].Constant is null);
    }

    private sealed record Stage(string Layer, Shape Shape);
}
