using NetInsight.Attribution;
using NetInsight.Attribution.Cam;
using NetInsight.Imaging.Heatmaps;
using NetInsight.Models;

namespace NetInsight;

/// <summary>
/// Score-CAM: the feature maps of a late layer, each weighted by the target's value for the image masked by it, summed. Answers the
/// question of <see cref="GradCam"/> without gradients (Wang et al. 2020, arXiv:1910.01279).
/// </summary>
/// <remarks>
/// <para>
/// L = max(0, sum over channels k of w_k A_k), w = softmax over k of f(X * H_k) (the baseline's score, which the paper
/// takes off, is the same for all k and cancels). H_k is A_k interpolated bilinearly to the input's size and scaled to (A - min) /
/// (max - min + 1e-8), X the preprocessed input.
/// </para>
/// <para>
/// One forward pass of the whole network for each channel, 512 for ResNet-18, in batches; channels that are constant share one.
/// <see cref="ScoreCamMasking.Layer"/> masks the layer itself and runs only what is behind it.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// ScoreCam.Compute(model, photo).Over(photo).Save("score-cam.png");
/// </code>
/// </example>
public static class ScoreCam
{
    private const double Epsilon = 1e-8;

    /// <summary>The class activation map of an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Layer, masking, batches, memory.</param>
    /// <param name="progress">Receives the number of masks done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// The layer does not exist, holds no feature map or has no influence on the target; the target's layer, class or index does not exist.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network has no feature map with rows and columns, and no layer is named; it is no classifier, but the target is a class; or the
    /// file leaves the input's size open.
    /// </exception>
    public static ClassActivationMap Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        ScoreCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options, progress, cancellationToken);

    /// <summary>The class activation map of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, ScoreCamOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Layer, masking, batches, memory.</param>
    /// <param name="progress">Receives the number of masks done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static ClassActivationMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        ScoreCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options, progress, cancellationToken);

    /// <summary>The class activation maps of several images, one after the other; a top class is each image's own.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, ScoreCamOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Layer, masking, batches, memory.</param>
    /// <param name="progress">Receives the number of masks of the current image and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<ClassActivationMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        ScoreCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    private static ClassActivationMap Compute(
        AttributedInput input, Target? target, ScoreCamOptions? options, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        (Model model, options, target) = (input.Model, options ?? ScoreCamOptions.Default, target ?? Target.Top);
        TargetScores scores = new(model, target);
        CamLayer layer = CamLayers.Of(model, input.Tensor, scores.Value, options.Layer is { } name ? [name] : [])[0];
        FeatureGrid grid = layer.Grid;
        bool masksInput = options.Masking == ScoreCamMasking.Input;
        using InnerRun run = model.OpenInner(
            input.Tensor,
            masksInput ? model.Graph.Inputs[0].Value : layer.Value,
            scores.Value,
            options.MemoryBudget,
            cancellation,
            also: layer.Value);
        ExplainedTarget explained = scores.Resolve(model.FirstImageOf(run.Result));
        Tensor activations = grid.Read(model.FirstImageOf(run[layer.Value]));

        // The masks: one for each channel that is not constant, and one of zeros for all that are.
        int[] varied = [.. Enumerable.Range(0, grid.Channels).Where(channel => !IsConstant(ChannelOf(channel)))];
        bool hasConstant = varied.Length < grid.Channels;
        int masks = varied.Length + (hasConstant ? 1 : 0);
        double[] values = new ChannelRuns(model, run, explained.Target).Scores(
            masks, Mask, options.BatchSize, new ProgressReport(progress, masks), cancellation);

        double[] channelScores = new double[grid.Channels];
        if (hasConstant)
            Array.Fill(channelScores, values[^1]);
        foreach ((int index, int channel) in varied.Index())
            channelScores[channel] = values[index];
        double[] weights = Softmax(channelScores);
        double[] map = CamArithmetic.Combine(activations.AsSpan(), weights);

        // The same with scores and activations moved by their rounding.
        double[] movedWeights = Softmax(RoundingNoise.Disturbed(
            channelScores, RoundingNoise.OfScore(new TargetScores(model, explained.Target), model.FirstImageOf(run.Result))));
        double[] movedMap = CamArithmetic.Combine(RoundingNoise.Disturbed(activations).AsSpan(), movedWeights);
        return CamDrawing.Draw(
            input,
            explained,
            [layer],
            [CamDrawing.Part(layer, map, weights, options.OnlyPositive)],
            [CamDrawing.Part(layer, movedMap, movedWeights, options.OnlyPositive)],
            options.OnlyPositive,
            "Score-CAM",
            "sum over channels of the activation, each channel weighted by the softmax of the target's values for the "
            + $"{(masksInput ? "input" : "layer's output")} masked by each channel");

        void Mask(int index, Span<float> value)
        {
            if (index >= varied.Length)
                Clear(value);
            else if (masksInput)
                Multiply(value, Scaled(BilinearMap.Resample(ChannelOf(varied[index]), grid.Height, grid.Width, input.Height, input.Width)));
            else
                grid.Multiply(value, Scaled(ChannelOf(varied[index]).ToArray()));
        }

        void Clear(Span<float> value)
        {
            if (masksInput)
                value.Clear();
            else
                grid.Multiply(value, new float[grid.Positions]);
        }

        ReadOnlySpan<float> ChannelOf(int channel) => activations.AsSpan().Slice(channel * grid.Positions, grid.Positions);
    }

    private static bool IsConstant(ReadOnlySpan<float> values) => !values.ContainsAnyExcept(values[0]);

    /// <summary>Scales a map to 0 to 1.</summary>
    private static float[] Scaled(float[] map)
    {
        double least = map.Min(), range = map.Max() - least + Epsilon;
        for (int i = 0; i < map.Length; i++)
            map[i] = (float)((map[i] - least) / range);
        return map;
    }

    /// <summary>Multiplies all channels of an input [C, H, W] by a mask [H, W].</summary>
    private static void Multiply(Span<float> input, ReadOnlySpan<float> mask)
    {
        for (int i = 0; i < input.Length; i++)
            input[i] *= mask[i % mask.Length];
    }

    private static double[] Softmax(double[] scores)
    {
        double largest = scores.Max();
        double[] powers = [.. scores.Select(score => Math.Exp(score - largest))];
        double sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }
}
