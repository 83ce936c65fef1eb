using System.Collections.Immutable;
using System.Text.Json;
using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators;

namespace NetInsight.Formats.ConvNetJs;

/// <summary>Turns the layers of a ConvNetJS file, which form a chain, into a graph.</summary>
internal sealed partial class ConvNetJsImport(string path, LoadLimits limits)
{
    private const int MaxExtent = 1 << 24;

    private static readonly HashSet<string> Known =
        ["input", "conv", "relu", "sigmoid", "tanh", "maxout", "pool", "fc", "softmax", "lrn", "dropout"];

    private readonly List<Value> _values = [];
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, int> _typeCounts = [];
    private int _top;                       // the value that the last layer computes
    private Map _map;                       // its size
    private bool _isMatrix;                 // whether it is [batch, depth] rather than [batch, depth, height, width]

    /// <summary>The size of a feature map, for each image of the batch.</summary>
    private readonly record struct Map(int Depth, int Height, int Width)
    {
        public long Count => (long)Depth * Height * Width;
    }

    /// <summary>Converts a network.</summary>
    public Graph Convert(JsonElement root)
    {
        ImmutableArray<ConvNetJsLayer> layers = Layers(root);
        Dictionary<string, int> counts = layers.GroupBy(layer => layer.Type).ToDictionary(group => group.Key, group => group.Count());
        GraphInput input = Input(layers[0]);
        for (int i = 1; i < layers.Length; i++)
        {
            int number = _typeCounts[layers[i].Type] = _typeCounts.GetValueOrDefault(layers[i].Type) + 1;
            string name = layers[i].Type switch
            {
                "softmax" => "prob",
                "fc" when counts["fc"] == 1 => "fc",
                string type => $"{type}{number}",
            };
            ConvNetJsLayer layer = layers[i] with { Location = $"layer {i} ({name})" };
            if (layer.Type == "softmax" && i < layers.Length - 1)
                throw layer.Fault("a softmax must be the last layer.");
            Convert(layer, name);
        }

        return new Graph([.. _values], [input], [.. _nodes], [_top]);
    }

    private void Convert(ConvNetJsLayer layer, string name)
    {
        try
        {
            AddLayer(layer, name);
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException(path, layer.Location, e.Rule(), e);
        }

        layer.Check("out_depth", _map.Depth);
        layer.Check("out_sy", _map.Height);
        layer.Check("out_sx", _map.Width);
    }

    private ImmutableArray<ConvNetJsLayer> Layers(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("layers", out JsonElement list)
            || list.ValueKind != JsonValueKind.Array)
            throw new ModelFormatException(path, "", "has no array 'layers': it is no ConvNetJS network.");
        if (list.GetArrayLength() > limits.Nodes)
            throw new ResourceLimitException(
                $"{Printable.Escape(path)} has {list.GetArrayLength():N0} layers; the limit is {limits.Nodes:N0}.");
        ImmutableArray<ConvNetJsLayer> layers = [.. list.EnumerateArray().Select(LayerOf)];
        string[] unknown =
        [
            .. layers.Select((layer, i) => (layer.Type, i))
                .Where(layer => !Known.Contains(layer.Type))
                .Select(layer => $"{layer.Type} (layer {layer.i})"),
        ];
        if (unknown.Length > 0)
            throw new UnsupportedOperatorException(path, unknown);
        if (layers.Length < 2)
        {
            throw new ModelFormatException(
                path,
                "layers",
                $"an input and at least one more layer are expected, but there {(layers.Length == 1 ? "is 1" : "are none")}.");
        }

        if (layers[0].Type != "input")
            throw layers[0].Fault("the first layer must be an input.");
        if (layers.Skip(1).FirstOrDefault(layer => layer.Type == "input") is { } second)
            throw second.Fault("only the first layer may be an input.");
        return layers;
    }

    private ConvNetJsLayer LayerOf(JsonElement json, int index)
    {
        string location = $"layer {index}";
        if (json.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException(path, location, $"must be an object, but is {json.ValueKind}.");
        if (!json.TryGetProperty("layer_type", out JsonElement type) || type.ValueKind != JsonValueKind.String)
            throw new ModelFormatException(path, location, "has no string 'layer_type'.");
        return new ConvNetJsLayer(json, type.GetString()!, $"{location} ({Printable.Escape(type.GetString()!)})", path);
    }

    private GraphInput Input(ConvNetJsLayer layer)
    {
        _map = new Map(layer.Integer("out_depth", 1), layer.Integer("out_sy", 1), layer.Integer("out_sx", 1));
        if (_map.Depth > MaxExtent || _map.Height > MaxExtent || _map.Width > MaxExtent)
            throw layer.Fault($"no size may be above {MaxExtent:N0}, but it is {_map.Width} x {_map.Height} x {_map.Depth}.");
        CheckMap(layer.Location);
        _values.Add(new Value("input"));
        return new GraphInput(0, [null, _map.Depth, _map.Height, _map.Width]);
    }

    private int Constant(string name, Tensor tensor)
    {
        _values.Add(new Value(name, tensor));
        return _values.Count - 1;
    }

    private int Add(string name, Operator op, params ImmutableArray<int> inputs)
    {
        if (_nodes.Count >= limits.Nodes)
            throw new ResourceLimitException($"{Printable.Escape(path)} has more than {limits.Nodes:N0} nodes.");
        _values.Add(new Value(name));
        _nodes.Add(new Node(name, op, inputs, _values.Count - 1));
        return _values.Count - 1;
    }

    /// <summary>A feature map must fit one tensor and the limits of a run.</summary>
    private void CheckMap(string location)
    {
        long limit = Math.Min(limits.ActivationElements, Array.MaxLength);
        if ((Int128)_map.Depth * _map.Height * _map.Width > limit)
            throw new ResourceLimitException(
                $"{Printable.Escape(path)}: {location} has {_map.Width} x {_map.Height} x {_map.Depth} elements; the limit is {limit:N0}.");
    }
}
