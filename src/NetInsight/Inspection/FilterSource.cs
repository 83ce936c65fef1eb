using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Inspection;

/// <summary>A convolution's weights, and the nodes before and after it that scale them.</summary>
internal sealed class FilterSource
{
    private const int MostNamed = 60;

    private readonly Preprocessing _preprocessing;
    private readonly float[]? _normGain;
    private readonly double[]? _imageScale;

    private FilterSource(Model model, Node node)
    {
        Graph graph = model.Graph;
        _preprocessing = model.Preprocessing;
        Node = node;
        Stored = FourDimensional(WeightsOf(graph, node)!);
        Groups = ((Conv)node.Operator).Groups;
        if (NormBehind(graph, node) is { } norm)
            (NormName, _normGain) = (norm.Node.Name, norm.Affine.Gain);

        int channels = Groups * Stored.Shape[1];
        bool takesImages = graph.Inputs[0].Dimensions is not [_, { } expected, ..] || expected == channels;  // null: left open by the file
        if (channels == _preprocessing.ChannelCount && takesImages)
            _imageScale = InputScale.At(graph, node.Inputs[0], channels);
    }

    /// <summary>The convolution.</summary>
    public Node Node { get; }

    /// <summary>The weights of the file, outputs x channels of a group x height x width.</summary>
    public Tensor Stored { get; }

    /// <summary>The convolution's groups.</summary>
    public int Groups { get; }

    /// <summary>The batch normalisation directly after the convolution; null where there is none.</summary>
    public string? NormName { get; }

    /// <summary>Whether the layer takes the image itself.</summary>
    public bool ReadsImage => _imageScale is not null;

    /// <summary>Whether channels are to be reversed: the network takes blue first, and each filter has all channels (one group).</summary>
    public bool IsBlueFirst =>
        ReadsImage && Groups == 1 && _preprocessing.Channels == ChannelOrder.Bgr;

    /// <summary>Finds the convolution of a name.</summary>
    /// <exception cref="ArgumentException">There is no such layer, or it is no convolution; the message lists those that are.</exception>
    public static FilterSource Of(Model model, string layer)
    {
        int value = model.ValueOf(layer);
        Graph graph = model.Graph;
        Node? node = graph.Nodes.FirstOrDefault(node => node.Output == value);
        if (node is not null && WeightsOf(graph, node) is not null)
            return new FilterSource(model, node);
        string[] names = [.. graph.Nodes.Where(other => WeightsOf(graph, other) is not null).Select(other => Printable.Escape(other.Name))];
        string more = names.Length > MostNamed ? $" and {names.Length - MostNamed} more" : "";
        string listed = names.Length == 0
            ? "The network has none"
            : $"Layers with filters are: {string.Join(", ", names.Take(MostNamed))}{more}";
        throw new ArgumentException(
            $"Layer '{Printable.Escape(layer)}' ({node?.Operator.Name ?? "input"}) has no filters to show: only convolutions have, not "
            + $"fully connected layers, even where their inputs were feature maps. {listed}.",
            nameof(layer));
    }

    /// <summary>The weights as <see cref="FilterWeights.Effective"/> defines them.</summary>
    public Tensor Effective()
    {
        Shape shape = Stored.Shape;
        int channels = shape[1], taps = shape[2] * shape[3];
        Tensor result = Tensor.Uninitialized(shape);
        for (int m = 0; m < shape[0]; m++)
        {
            for (int c = 0; c < channels; c++)
            {
                int from = IsBlueFirst ? channels - 1 - c : c, input = m / (shape[0] / Groups) * channels + from;
                double factor = (_normGain?[m] ?? 1.0) * (_imageScale is null ? 1.0 : _imageScale[input] * _preprocessing.StepOf(input));
                ReadOnlySpan<float> weights = Stored.AsSpan().Slice((m * channels + from) * taps, taps);
                Span<float> target = result.AsSpan().Slice((m * channels + c) * taps, taps);
                for (int i = 0; i < taps; i++)
                    target[i] = (float)(weights[i] * factor);
            }
        }

        return result;
    }

    /// <summary>What was done to the file's weights, for captions; empty where nothing was.</summary>
    public string DescribeEffective()
    {
        string norm = NormName is null ? "" : $"batch normalisation '{Printable.Escape(NormName)}' after it folded in";
        if (!ReadsImage)
            return NormName is null ? "" : $", {norm}";
        string reversed = IsBlueFirst ? ", BGR turned to RGB" : "", folded = norm.Length > 0 ? $", {norm}" : "";
        return $", as change of the output per step of a pixel's value in 0 to 255 (weight * Scale / Std{reversed}){folded}";
    }

    private static Tensor? WeightsOf(Graph graph, Node node) =>
        node.Operator is Conv && graph.Values[node.Inputs[1]].Constant is { Shape.Rank: 3 or 4, Count: > 0 } weights ? weights : null;

    /// <summary>Convolutions along one axis are convolutions of height 1.</summary>
    private static Tensor FourDimensional(Tensor weights) =>
        weights.Shape.Rank == 4 ? weights : weights.Reshape(new Shape(weights.Shape[0], weights.Shape[1], 1, weights.Shape[2]));

    /// <summary>
    /// The batch normalisation of constant parameters that is the only reader of the output: a run folds it into the weights, too.
    /// </summary>
    private static (Node Node, ChannelAffine Affine)? NormBehind(Graph graph, Node node)
    {
        ImmutableArray<Node> readers = [.. graph.Nodes.Where(reader => reader.Inputs.Contains(node.Output)).Take(2)];
        if (readers is not [{ Operator: BatchNormalization } norm] || norm.Inputs[0] != node.Output || graph.Outputs.Contains(node.Output))
            return null;
        Tensor?[] parameters = [.. norm.Inputs.Select(input => graph.Values[input].Constant)];
        return ChannelAffine.Of(norm.Operator, parameters) is { } affine ? (norm, affine) : null;
    }
}
