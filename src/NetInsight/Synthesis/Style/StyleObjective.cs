using NetInsight.Synthesis.Objectives;

namespace NetInsight.Synthesis.Style;

/// <summary>Losses of a style and of a content as objectives; a loss has a negative weight.</summary>
internal static class StyleObjective
{
    /// <summary>Minus the weighted sum of distances of Gram matrices from those of styles, blended by their weights.</summary>
    /// <param name="model">The network.</param>
    /// <param name="styles">Inputs of the network and their weights.</param>
    /// <param name="layers">The layers and their weights.</param>
    /// <param name="scale">How distances are scaled.</param>
    /// <param name="cancellation">Stops the runs.</param>
    public static Objective Style(
        Model model,
        IReadOnlyList<(Tensor Input, double Weight)> styles,
        IReadOnlyList<LayerWeight> layers,
        GramScale scale,
        CancellationToken cancellation)
    {
        string[] names = [.. layers.Select(layer => layer.Layer)];
        double sum = styles.Sum(style => style.Weight);
        Dictionary<string, double[]> blended = [];
        foreach ((Tensor input, double weight) in styles)
        {
            foreach ((string layer, Tensor features) in InputSizes.Run(model, input, names, cancellation))
            {
                RequireMap(layer, features);
                Tensor gram = GramMatrix.Of(features);
                double[] blend = blended.TryGetValue(layer, out double[]? known) ? known : blended[layer] = new double[gram.Count];
                for (int i = 0; i < blend.Length; i++)
                    blend[i] += weight / sum * gram.AsSpan()[i];
            }
        }

        return Sum(layers, layer =>
        {
            int channels = (int)Math.Sqrt(blended[layer].Length);
            Tensor gram = new(new Shape(channels, channels), [.. blended[layer].Select(value => (float)value)]);
            return Objective.GramDistance(layer, gram, scale);
        });
    }

    /// <summary>Minus the weighted sum of distances of features from the content's.</summary>
    public static Objective Content(
        Model model, Tensor input, IReadOnlyList<LayerWeight> layers, DistanceScale scale, CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, Tensor> features = InputSizes.Run(model, input, [.. layers.Select(layer => layer.Layer)], cancellation);
        return Sum(layers, layer => Objective.FeatureDistance(layer, features[layer], scale));
    }

    private static Objective Sum(IReadOnlyList<LayerWeight> layers, Func<string, Objective> distance) =>
        layers.Select(layer => -layer.Weight * distance(layer.Layer)).Aggregate((sum, next) => sum + next);

    private static void RequireMap(string layer, Tensor features)
    {
        if (features.Shape is not { Rank: 4 } shape || shape[0] != 1)
        {
            throw new ArgumentException(
                $"Layer '{Imaging.Printable.Escape(layer)}' has an output of {features.Shape}: a Gram matrix needs a feature map.");
        }
    }
}
