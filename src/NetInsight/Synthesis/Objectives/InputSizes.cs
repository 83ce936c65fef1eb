using System.Collections.Immutable;
using NetInsight.Graphs;

namespace NetInsight.Synthesis.Objectives;

/// <summary>Networks at other heights and widths of the image than the file states.</summary>
internal static class InputSizes
{
    /// <summary>The network's graph for images of a shape.</summary>
    /// <exception cref="ArgumentException">The network's input is no image, or has another number of channels.</exception>
    public static Graph Opened(Model model, Shape input)
    {
        Graph graph = model.Graph;
        GraphInput image = graph.Inputs[0];
        if (image.Dimensions.Length != 4 || input.Rank != 4 || input[0] < 1
            || (image.Dimensions[1] is { } channels && channels != input[1]))
        {
            string expected = string.Join('x', image.Dimensions.Select((extent, axis) => axis == 0 ? "n" : extent?.ToString() ?? "?"));
            throw new ArgumentException($"The network expects images of shape {expected}, but {input} is asked for.", nameof(input));
        }

        ImmutableArray<int?> dimensions = [image.Dimensions[0], input[1], input[2], input[3]];
        return graph with { Inputs = graph.Inputs.SetItem(0, image with { Dimensions = dimensions }) };
    }

    /// <summary>The shapes of the values that some need.</summary>
    /// <exception cref="ArgumentException">A layer does not fit images of this size; the message says so.</exception>
    public static Dictionary<int, Shape> Infer(
        Model model, Graph graph, Shape input, IReadOnlySet<int> required, CancellationToken cancellation)
    {
        try
        {
            return ShapeInference.Infer(graph, [input], required, cancellation: cancellation);
        }
        catch (ArgumentException e) when (model.InputShape is { } own && (own[2], own[3]) != (input[2], input[3]))
        {
            throw new ArgumentException(
                $"The network is made for {own[2]} x {own[3]} pixels (height x width) and does not run at {input[2]} x {input[3]}: "
                + $"{e.Message}",
                e);
        }
    }

    /// <summary>Outputs of layers for images of any size that these layers fit.</summary>
    public static IReadOnlyDictionary<string, Tensor> Run(
        Model model, Tensor input, IReadOnlyCollection<string> layers, CancellationToken cancellation)
    {
        Graph graph = Opened(model, input.Shape);
        Dictionary<string, int> values = layers.Distinct().ToDictionary(layer => layer, layer => model.ValueOf(layer));
        HashSet<int> required = [.. values.Values];
        Infer(model, graph, input.Shape, required, cancellation);
        Dictionary<int, Tensor> results = model.Extend(graph).Run([input], required, cancellation);
        return values.ToDictionary(layer => layer.Key, layer => model.FirstImageOf(results[layer.Value]));
    }
}
