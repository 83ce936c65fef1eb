using NetInsight.Attribution;
using NetInsight.Attribution.Cam;
using NetInsight.Models;

namespace NetInsight;

/// <summary>
/// Ablation-CAM: the feature maps of a late layer, each weighted by how much the target falls when it is set to 0, summed. Answers the
/// question of <see cref="GradCam"/> without gradients, which may be saturated (Ramaswamy and Desai 2020, Ablation-CAM, WACV).
/// </summary>
/// <remarks>
/// L = max(0, sum over channels k of w_k A_k), w_k = (y - y_k) / |y|, y the target and y_k the target with channel k set to 0. The
/// paper divides by y: for a negative y that would turn the meaning of the sign; for y = 0 nothing is divided. Works with any operator.
/// The layers up to this one run once; each channel runs only those behind it, in batches.
/// </remarks>
/// <example>
/// <code>
/// AblationCam.Compute(model, photo).Over(photo).Save("ablation-cam.png");
/// </code>
/// </example>
public static class AblationCam
{
    /// <summary>The class activation map of an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Layer, batches, memory.</param>
    /// <param name="progress">Receives the number of channels done and the time left.</param>
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
        AblationCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options, progress, cancellationToken);

    /// <summary>The class activation map of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, AblationCamOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Layer, batches, memory.</param>
    /// <param name="progress">Receives the number of channels done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static ClassActivationMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        AblationCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options, progress, cancellationToken);

    /// <summary>The class activation maps of several images, one after the other; a top class is each image's own.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, AblationCamOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Layer, batches, memory.</param>
    /// <param name="progress">Receives the number of channels of the current image and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<ClassActivationMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        AblationCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    private static ClassActivationMap Compute(
        AttributedInput input, Target? target, AblationCamOptions? options, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        (Model model, options, target) = (input.Model, options ?? AblationCamOptions.Default, target ?? Target.Top);
        TargetScores scores = new(model, target);
        CamLayer layer = CamLayers.Of(model, input.Tensor, scores.Value, options.Layer is { } name ? [name] : [])[0];
        using InnerRun run = model.OpenInner(input.Tensor, layer.Value, scores.Value, options.MemoryBudget, cancellation);
        ExplainedTarget explained = scores.Resolve(model.FirstImageOf(run.Result));

        // y_k for each channel, then the weights.
        int channels = layer.Grid.Channels;
        double[] ablated = new ChannelRuns(model, run, explained.Target).Scores(
            channels,
            (channel, value) => layer.Grid.Clear(value, channel),
            options.BatchSize,
            new ProgressReport(progress, channels),
            cancellation);
        double magnitude = explained.Score == 0 ? 1 : Math.Abs(explained.Score);
        double[] weights = [.. ablated.Select(score => (explained.Score - score) / magnitude)];
        Tensor activations = layer.Grid.Read(run.Value);
        double[] map = CamArithmetic.Combine(activations.AsSpan(), weights);

        // The same with scores and activations moved by their rounding.
        double error = RoundingNoise.OfScore(new TargetScores(model, explained.Target), model.FirstImageOf(run.Result));
        double[] movedWeights = RoundingNoise.Disturbed(weights, error / magnitude);
        double[] movedMap = CamArithmetic.Combine(RoundingNoise.Disturbed(activations).AsSpan(), movedWeights);
        string share = explained.Score == 0 ? "" : ", as a share of its magnitude";
        return CamDrawing.Draw(
            input,
            explained,
            [layer],
            [CamDrawing.Part(layer, map, weights, options.OnlyPositive)],
            [CamDrawing.Part(layer, movedMap, movedWeights, options.OnlyPositive)],
            options.OnlyPositive,
            "Ablation-CAM",
            $"sum over channels of the activation, each channel weighted by the fall of the target when the channel is set to 0{share}");
    }
}
