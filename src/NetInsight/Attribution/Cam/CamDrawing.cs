using System.Collections.Immutable;
using NetInsight.Imaging.Heatmaps;

namespace NetInsight.Attribution.Cam;

/// <summary>Makes results of the signed maps of layers.</summary>
internal static class CamDrawing
{
    /// <summary>One layer's part.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="map">Its signed map, [H, W].</param>
    /// <param name="weights">The weights of its channels.</param>
    /// <param name="onlyPositive">Whether negative values become 0.</param>
    public static ClassActivationLayer Part(CamLayer layer, double[] map, double[] weights, bool onlyPositive)
    {
        Tensor values = Tensor.Uninitialized(new Shape(1, 1, layer.Grid.Height, layer.Grid.Width));
        for (int i = 0; i < map.Length; i++)
            values.AsSpan()[i] = (float)(onlyPositive && map[i] < 0 ? 0 : map[i]);
        bool isAllNegative = onlyPositive && map.Any(value => value < 0) && !map.Any(value => value > 0);
        return new ClassActivationLayer(layer.Name, values, [.. weights.Select(weight => (float)weight)], isAllNegative);
    }

    /// <summary>The result.</summary>
    /// <param name="input">The image.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="layers">The layers, of which there is at least one.</param>
    /// <param name="parts">Their maps.</param>
    /// <param name="disturbed">The same, moved as rounding moves them.</param>
    /// <param name="onlyPositive">Whether negative values became 0.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="definition">What a position's value is, as the rest of a sentence.</param>
    public static ClassActivationMap Draw(
        AttributedInput input,
        ExplainedTarget target,
        CamLayer[] layers,
        ImmutableArray<ClassActivationLayer> parts,
        ImmutableArray<ClassActivationLayer> disturbed,
        bool onlyPositive,
        string method,
        string definition)
    {
        Tensor values = MapOf(parts), moved = MapOf(disturbed);
        string cut = onlyPositive ? ", negative values set to 0" : "";
        string places = string.Join(", ", layers.Select(layer => layer.ToString()));
        string notes = string.Concat(layers.Select(layer => layer.Note).Distinct());
        string several = layers.Length > 1 ? " Mean of the layers' maps, each divided by its largest magnitude." : "";
        string sign = onlyPositive
            ? "Bright: features that speak for the target; dark: none."
            : "Positive (red): features that speak for the target; negative (blue): against it.";
        string negative = parts.All(part => part.IsAllNegative)
            ? " No position speaks for the target: all values were negative or 0 before they were set to 0." : "";
        string caption = $"{method} of {target} at layer{(layers.Length > 1 ? "s" : "")} {places}: {definition}{cut}. {sign} Interpolated "
            + $"bilinearly to the input's pixels. Unit: only proportions within the map have a meaning.{several}{notes}{negative}";
        (int height, int width) = (values.Shape[2], values.Shape[3]);
        float[] pixels = BilinearMap.Resample(values.AsSpan(), height, width, input.Height, input.Width);
        Heatmap heatmap = onlyPositive
            ? AttributionDrawing.Magnitudes(input.Height, input.Width, pixels, caption)
            : AttributionDrawing.Signed(input.Height, input.Width, pixels, caption);
        return new ClassActivationMap(
            input, target, values, parts, heatmap, RoundingNoise.FloorOf(values.AsSpan(), moved.AsSpan()));
    }

    private static Tensor MapOf(ImmutableArray<ClassActivationLayer> parts) => parts is [var only] ? only.Values : Mean(parts);

    /// <summary>The mean of maps at the size of the largest, each divided by its largest magnitude; a map of zeros stays so.</summary>
    private static Tensor Mean(ImmutableArray<ClassActivationLayer> parts)
    {
        Shape largest = parts.Select(part => part.Values.Shape).MaxBy(shape => shape.Count);
        Tensor mean = new(largest);
        foreach (ClassActivationLayer part in parts)
        {
            Shape shape = part.Values.Shape;
            float[] resampled = BilinearMap.Resample(part.Values.AsSpan(), shape[2], shape[3], largest[2], largest[3]);
            float peak = 0;
            foreach (float value in part.Values.AsSpan())
                peak = Math.Max(peak, Math.Abs(value));
            for (int i = 0; peak > 0 && i < resampled.Length; i++)
                mean.AsSpan()[i] += resampled[i] / (peak * parts.Length);
        }

        return mean;
    }
}
