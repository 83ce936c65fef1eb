using NetInsight.Execution.Running;
using NetInsight.Graphs.Gradients;

namespace NetInsight.Models;

/// <summary>Puts results of gradient runs together.</summary>
internal static class GradientResults
{
    /// <summary>The results of images that ran one by one, as those of a batch.</summary>
    public static GradientResult Join(GradientResult[] images)
    {
        GradientResult first = images[0];
        return new GradientResult(
            [.. first.OfInput.Select((_, target) => BatchSlices.Join([.. images.Select(image => image.OfInput[target])]))],
            [.. first.OfLayers.Select((layers, target) => layers.Keys.ToDictionary(
                layer => layer, layer => BatchSlices.Join([.. images.Select(image => image.OfLayers[target][layer])])))],
            first.Outputs.Keys.ToDictionary(layer => layer, layer => BatchSlices.Join([.. images.Select(image => image.Outputs[layer])])),
            [.. first.Values.Select((_, target) => images.SelectMany(image => image.Values[target]).ToArray())],
            [.. first.Classes.Select((classes, target) => classes is null
                ? null
                : images.SelectMany(image => image.Classes[target]!).ToArray())])
        {
            OnBaseline = [.. first.OnBaseline.Select((_, target) => images.SelectMany(image => image.OnBaseline[target]).ToArray())],
        };
    }

    /// <summary>
    /// A target's value for each image: the sum of its elements, each times its weight, in doubles; half of the sum of squares where the
    /// weights are its own elements.
    /// </summary>
    /// <param name="results">What the run made.</param>
    /// <param name="value">The value that holds the elements: the target's, or that of the pass on the baseline.</param>
    /// <param name="target">The target.</param>
    /// <param name="given">Its weights, where they were given.</param>
    public static double[] ValuesOf(IReadOnlyDictionary<int, Tensor> results, int value, GradientTarget target, Tensor? given) =>
        target.Seed == target.Value
            ? WeightedSums(results[value], results[value], 0.5)
            : WeightedSums(results[value], given ?? results[target.Seed!.Value], 1);

    /// <summary>For each image the sum of factor x weight over its elements, in doubles; what has the weight 0 does not count.</summary>
    public static double[] WeightedSums(Tensor values, Tensor weights, double factor)
    {
        int images = values.Shape[0], size = values.Count / Math.Max(images, 1);
        double[] sums = new double[images];
        for (int image = 0; image < images; image++)
        {
            ReadOnlySpan<float> x = values.AsSpan().Slice(image * size, size), w = weights.AsSpan().Slice(image * size, size);
            for (int i = 0; i < size; i++)
                sums[image] += w[i] == 0 ? 0 : factor * x[i] * w[i];
        }

        return sums;
    }

    /// <summary>The class of each image at which the seed is 1.</summary>
    public static int[] TopOf(Tensor seed)
    {
        int classes = seed.Shape[1];
        return [.. Enumerable.Range(0, seed.Shape[0]).Select(image => seed.AsSpan().Slice(image * classes, classes).IndexOf(1f))];
    }
}
