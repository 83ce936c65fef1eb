using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Attribution;
using NetInsight.Evaluation;
using NetInsight.Evaluation.Robustness;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight;

/// <summary>
/// The model parameter randomisation test: explains the same image with networks whose weights are replaced by random ones, layer by layer
/// from the output. Answers whether a map depends on what the network has learned; one that stays the same shows the image's edges (Adebayo
/// et al. 2018, arXiv:1810.03292).
/// </summary>
/// <remarks>
/// <para>
/// The target stays that of the original network. At each stage the map is compared with the original one by Spearman's rank correlation:
/// of magnitudes and of signed values, which may tell different stories. Layers with weights are convolutions, matrix products,
/// normalisations and recurrences; the network itself is not changed, each stage is another graph.
/// </para>
/// <para>
/// It misleads where a map passes because it is noise: a random map has correlation 0 too, so read it beside <see cref="Deletion"/> or
/// <see cref="Insertion"/>. From the top, the first layers keep their weights longest, so that maps which follow their edges stay similar
/// although the network is no use (Binder et al. 2023, arXiv:2211.12486).
/// </para>
/// </remarks>
/// <example>
/// <code>
/// WeightRandomizationCurve curve = WeightRandomization.Compute(
///     model, photo, (m, x, target, token) => Saliency.Compute(m, x, target, cancellationToken: token));
/// Console.WriteLine(curve);
/// curve.MapsToImage().Save("randomized.png");
/// </code>
/// </example>
public static class WeightRandomization
{
    /// <summary>The test of a technique on an image.</summary>
    /// <param name="model">The network; it is not changed.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="technique">Makes the map; called once for the unchanged network and once for each stage.</param>
    /// <param name="target">
    /// What is explained. Default: <see cref="Target.Top"/>, the top class of the unchanged network, at all stages.
    /// </param>
    /// <param name="options">Stages, order, distribution and seed.</param>
    /// <param name="progress">Receives the number of maps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms, where the technique does; the model stays usable.</param>
    /// <exception cref="ArgumentException">The target's layer, class or index does not exist.</exception>
    /// <exception cref="InvalidOperationException">
    /// The target depends on no layer with weights; the technique returns null or maps of different shapes; the network is no classifier,
    /// but the target is a class; or the file leaves the input's size open.
    /// </exception>
    public static WeightRandomizationCurve Compute(
        Model model,
        RgbImage image,
        AttributionFunction technique,
        Target? target = null,
        WeightRandomizationOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), technique, target, options, progress, cancellationToken);

    /// <summary>The test of a technique on an input that is preprocessed already.</summary>
    /// <param name="model">The network; it is not changed.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <param name="technique">Makes the map; called once for the unchanged network and once for each stage.</param>
    /// <param name="target">
    /// What is explained. Default: <see cref="Target.Top"/>, the top class of the unchanged network, at all stages.
    /// </param>
    /// <param name="options">Stages, order, distribution and seed.</param>
    /// <param name="progress">Receives the number of maps done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms, where the technique does; the model stays usable.</param>
    /// <exception cref="ArgumentException">The input is not one image, or the target's layer, class or index does not exist.</exception>
    /// <exception cref="InvalidOperationException">
    /// The target depends on no layer with weights; the technique returns null or maps of different shapes; or the network is no
    /// classifier, but the target is a class.
    /// </exception>
    public static WeightRandomizationCurve Compute(
        Model model,
        Tensor input,
        AttributionFunction technique,
        Target? target = null,
        WeightRandomizationOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), technique, target, options, progress, cancellationToken);

    /// <summary>The test by given weights.</summary>
    /// <param name="input">The image.</param>
    /// <param name="technique">Makes the map.</param>
    /// <param name="explained">The target.</param>
    /// <param name="stages">The weights of each stage; at least one.</param>
    /// <param name="order">Whether stages add up.</param>
    /// <param name="definition">What is done, as sentences.</param>
    /// <param name="progress">Receives the number of maps done.</param>
    /// <param name="cancellation">Stops between stages, and the technique.</param>
    internal static WeightRandomizationCurve Compute(
        AttributedInput input,
        AttributionFunction technique,
        ExplainedTarget explained,
        IReadOnlyList<WeightStage> stages,
        RandomizationOrder order,
        string definition,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        ProgressReport report = new(progress, stages.Count + 1);
        AttributionMap original = Explain(input.Model);
        double[] magnitudes = Correlation.Magnitudes(original.Heatmap), signed = Signed(original);
        List<RandomizedStage> results = [Stage([], original)];
        Dictionary<int, Tensor> weights = [];
        foreach (WeightStage stage in stages)
        {
            if (order == RandomizationOrder.Independent)
                weights.Clear();
            foreach ((int value, Tensor constant) in stage.Weights)
                weights[value] = constant;
            using Model changed = input.Model.WithGraph(RandomWeights.Replaced(input.Model.Graph, weights));
            results.Add(Stage(stage.Layers, Explain(changed)));
        }

        return new WeightRandomizationCurve(explained, [.. results], definition);

        AttributionMap Explain(Model model)
        {
            cancellation.ThrowIfCancellationRequested();
            AttributionMap map = technique(model, input.Tensor, explained.Target, cancellation)
                ?? throw new InvalidOperationException("The technique returned null; a map is expected.");
            report.Add(1);
            return map;
        }

        RandomizedStage Stage(ImmutableArray<string> layers, AttributionMap map) =>
            map.Values.Shape == original.Values.Shape && (map.Height, map.Width) == (original.Height, original.Width)
                ? new RandomizedStage(
                    layers,
                    map,
                    Correlation.Spearman(Correlation.Magnitudes(map.Heatmap), magnitudes),
                    Correlation.Spearman(Signed(map), signed))
                : throw new InvalidOperationException(
                    $"The technique returned values of shape {map.Values.Shape}, but {original.Values.Shape} for the unchanged network.");
    }

    private static WeightRandomizationCurve Compute(
        AttributedInput input,
        AttributionFunction technique,
        Target? target,
        WeightRandomizationOptions? options,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(technique);
        options ??= WeightRandomizationOptions.Default;
        ExplainedTarget explained = TargetScores.Resolve(input, target, cancellation);
        int value = explained.Target.SpecOf(input.Model).Value;
        IReadOnlyList<WeightStage> stages = RandomWeights.Stages(
            input.Model.Graph, value, options, new CpuDevice(input.Model.Parallelism, cancellation: cancellation));
        if (stages.Count == 0)
        {
            throw new InvalidOperationException(
                $"{explained} depends on no layer with weights (convolutions, matrix products, normalisations, recurrences): there is "
                + "nothing to randomise.");
        }

        int layers = stages.Sum(stage => stage.Layers.Length);
        string order = options.Order == RandomizationOrder.Cascading ? "cumulatively from the output" : "each stage alone";
        string weights = options.Reinitialization == WeightReinitialization.Shuffled
            ? "shuffled"
            : "replaced by normal values of the same mean and deviation (vectors: shuffled)";
        string definition = string.Create(
            CultureInfo.InvariantCulture,
            $"Weight randomisation for {explained}: the weights of {layers} layers are {weights} in {stages.Count} stages, {order} "
            + $"(seed {options.Seed}).");
        return Compute(input, technique, explained, stages, options.Order, definition, progress, cancellation);
    }

    private static double[] Signed(AttributionMap map) => [.. map.Values.AsSpan().ToArray().Select(value => (double)value)];
}
