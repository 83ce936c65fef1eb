using System.Diagnostics.CodeAnalysis;
using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Normalization;

namespace NetInsight.Attribution.Cam;

/// <summary>Finds the layers of class activation maps: those that are named, or the last feature map before pooling.</summary>
internal sealed class CamLayers
{
    private readonly Model _model;
    private readonly IReadOnlyDictionary<int, Shape> _shapes;
    private readonly IReadOnlyDictionary<int, MapAxes> _axes;
    private readonly int _target;

    private CamLayers(Model model, Tensor input, int target)
    {
        (_model, _target) = (model, target);
        _shapes = model.ShapesFor(input, new HashSet<int> { target });
        _axes = MapAxesInference.Of(model.Graph, _shapes);
    }

    /// <summary>The layers of some names; the default layer where there is none.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The input.</param>
    /// <param name="target">The value from which the target comes.</param>
    /// <param name="names">The layers' names.</param>
    /// <exception cref="ArgumentException">
    /// A layer does not exist, holds no feature map, or has no influence on the target.
    /// </exception>
    /// <exception cref="InvalidOperationException">No layer is named, and the network has no feature map.</exception>
    public static CamLayer[] Of(Model model, Tensor input, int target, IReadOnlyList<string> names)
    {
        CamLayers layers = new(model, input, target);
        return names.Count == 0 ? [layers.Default()] : [.. names.Distinct().Select(layers.Named)];
    }

    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The technique's parameter.")]
    private CamLayer Named(string name)
    {
        int value = _model.ValueOf(name, "options");
        string printed = Printable.Escape(name);
        if (value == _target)
            throw new ArgumentException($"Layer '{printed}' is the target itself: choose a layer before it.", "options");
        if (!_shapes.TryGetValue(value, out Shape shape) || GraphTail.Of(_model.Graph, _shapes, value, _target) is null)
            throw new ArgumentException($"The target does not depend on layer '{printed}'.", "options");
        MapAxes? known = _axes.GetValueOrDefault(value);
        (MapAxes? axes, string note) = known is not null ? (known, "") : Guess(shape);
        return axes is not null && FeatureGrid.Of(axes, shape) is { } grid
            ? new CamLayer(name, value, grid, note)
            : throw new ArgumentException(
                $"Layer '{printed}' has an output of {shape}, which is no feature map with rows and columns: choose one of 1 x channels x "
                + "height x width, or the tokens of a transformer.",
                "options");
    }

    /// <summary>The axes of a layer in which rows and columns of the image could not be followed, with what is assumed.</summary>
    private static (MapAxes? Axes, string Note) Guess(Shape shape)
    {
        if (shape is { Rank: 4 })
            return (MapAxes.OfMap(shape), $" Assumed: the layer's output, {shape}, is batch x channels x rows x columns.");
        if (shape is not { Rank: 3 })
            return (null, "");
        int tokens = shape[1], side = (int)Math.Sqrt(tokens), skipped = tokens - side * side;
        return side > 1 && skipped <= 1
            ? (new MapAxes(side, side, 1, 1, skipped),
                $" Assumed: the layer's {tokens} tokens are a grid of {side} x {side}{(skipped > 0 ? " behind a class token" : "")}.")
            : (null, "");
    }

    private CamLayer Default()
    {
        int value = DefaultLayer.Of(_model.Graph, _shapes, _axes, _target) ?? throw new InvalidOperationException(
            "No feature map with rows and columns was found between the input and the target; name a layer by the options.");
        Node maker = _model.Graph.Nodes.First(node => node.Output == value);
        string kind = _axes[value].IsMerged
            ? maker.Operator is LayerNormalization ? "the last normalised tokens whose positions reach the target" : "the last tokens"
            : "the last feature map before pooling";
        return new CamLayer(maker.Name, value, FeatureGrid.Of(_axes[value], _shapes[value])!, $" The layer is the default: {kind}.");
    }
}
