using NetInsight.Attribution;
using NetInsight.Attribution.Cam;
using NetInsight.Models;

namespace NetInsight;

/// <summary>
/// Gradient-weighted class activation mapping: the feature maps of a late layer, each weighted by how much the target grows with it, and
/// summed. Answers where in the image the features lie that speak for a class (Selvaraju et al. 2017, arXiv:1610.02391).
/// </summary>
/// <remarks>
/// <para>
/// L = max(0, sum over channels k of w_k A_k), w_k the mean over positions of d target / d A_k (equations 1 and 2). A is [C, H, W], L is
/// [H, W] at the layer's resolution. <see cref="GradCamOptions.Weighting"/> chooses among six weightings.
/// </para>
/// <para>
/// One forward pass, and one backward pass as far as the layer. The map is coarse: 7 x 7 or 14 x 14 in most networks. It shows where, not
/// which pixels: <see cref="GuidedGradCam"/> joins both.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// ClassActivationMap cam = GradCam.Compute(model, photo);
/// cam.Over(photo).Save("cam.png");
/// ClassActivationMap fine = GradCam.Compute(
///     model, photo, Target.Class(386), new GradCamOptions { Weighting = CamWeighting.LayerCam, Layer = "layer3" });
/// </code>
/// </example>
public static class GradCam
{
    /// <summary>The class activation map of an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Layers and weighting.</param>
    /// <param name="progress">Receives one report, when the image is done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// A layer does not exist, holds no feature map or has no influence on the target; the target's layer, class or index does not exist.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network has no feature map with rows and columns, and no layer is named; it is no classifier, but the target is a class; an
    /// operator behind the layer has no gradient; or the file leaves the input's size open.
    /// </exception>
    public static ClassActivationMap Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        GradCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options, progress, cancellationToken);

    /// <summary>The class activation map of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, GradCamOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Layers and weighting.</param>
    /// <param name="progress">Receives one report, when the image is done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static ClassActivationMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        GradCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options, progress, cancellationToken);

    /// <summary>The class activation maps of several images, one after the other; a top class is each image's own.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, GradCamOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Layers and weighting.</param>
    /// <param name="progress">Receives one report for each image.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<ClassActivationMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        GradCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    internal static ClassActivationMap Compute(
        AttributedInput input, Target? target, GradCamOptions? options, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        (Model model, options, target) = (input.Model, options ?? GradCamOptions.Default, target ?? Target.Top);
        TargetScores scores = new(model, target);
        CamLayer[] layers = CamLayers.Of(model, input.Tensor, scores.Value, options.Layers);
        string[] names = [.. layers.Select(layer => layer.Name)];
        bool hasGradients = options.Weighting != CamWeighting.EigenCam;
        GradientRequest request = new(input.Tensor, [target]) { OfInput = false, OfLayers = names, Outputs = names, Values = true };
        GradientResult? gradients = hasGradients ? model.RunGradient(request, cancellation) : null;
        IReadOnlyDictionary<int, Tensor>? forward = hasGradients
            ? null
            : model.RunValues(input.Tensor, [.. layers.Select(layer => layer.Value), scores.Value], cancellation);
        ExplainedTarget explained = gradients is not null
            ? ExplainedTarget.Of(model, target, gradients)
            : scores.Resolve(forward![scores.Value]);
        layers = [.. layers.Select(layer => gradients?.OfLayers[0][layer.Name] is { } gradient ? Noted(layer, gradient) : layer)];
        GradientResult? moved = hasGradients
            ? model.RunGradient(request with { Targets = [explained.Target], Values = false, IsDisturbed = true }, cancellation)
            : null;
        Dictionary<int, Tensor>? movedForward = Moved(forward);
        ClassActivationMap map = CamDrawing.Draw(
            input,
            explained,
            layers,
            [.. layers.Select(layer => PartOf(layer, options, gradients, forward, cancellation))],
            [.. layers.Select(layer => PartOf(layer, options, moved, movedForward, cancellation))],
            options.OnlyPositive,
            NameOf(options.Weighting),
            DefinitionOf(options));
        new ProgressReport(progress, 1).Add(1);
        return map;
    }

    /// <summary>A layer with a note where no position of it has an influence on the target.</summary>
    private static CamLayer Noted(CamLayer layer, Tensor gradient) => layer.Grid.Read(gradient).AsSpan().ContainsAnyExcept(0f)
        ? layer
        : layer with
        {
            Note = $"{layer.Note} The target's gradient is 0 at all positions of layer {layer}: a small change there changes nothing. "
                + "Behind the last attention of a transformer only the class token counts; choose a layer before it.",
        };

    /// <summary>Outputs of layers, each element moved by rounding.</summary>
    private static Dictionary<int, Tensor>? Moved(IReadOnlyDictionary<int, Tensor>? forward) =>
        forward?.ToDictionary(pair => pair.Key, pair => RoundingNoise.Disturbed(pair.Value));

    private static ClassActivationLayer PartOf(
        CamLayer layer,
        GradCamOptions options,
        GradientResult? gradients,
        IReadOnlyDictionary<int, Tensor>? forward,
        CancellationToken cancellation)
    {
        Tensor activations = layer.Grid.Read(gradients?.Outputs[layer.Name] ?? forward![layer.Value]);
        Tensor? gradient = gradients is null ? null : layer.Grid.Read(gradients.OfLayers[0][layer.Name]);
        (double[] map, double[] weights) = CamArithmetic.Of(options, activations, gradient, cancellation);
        return CamDrawing.Part(layer, map, weights, options.OnlyPositive);
    }

    private static string NameOf(CamWeighting weighting) => weighting switch
    {
        CamWeighting.GradCam => "Grad-CAM",
        CamWeighting.GradCamPlusPlus => "Grad-CAM++",
        CamWeighting.HiRes => "HiResCAM",
        CamWeighting.XGrad => "XGrad-CAM",
        CamWeighting.LayerCam => "LayerCAM",
        _ => "Eigen-CAM",
    };

    private static string DefinitionOf(GradCamOptions options) => options.Weighting switch
    {
        CamWeighting.GradCam => "sum over channels of the activation, each channel weighted by the mean over positions of the target's "
            + "gradient with respect to it",
        CamWeighting.GradCamPlusPlus => "sum over channels of the activation, each channel weighted by a weighted sum of the positive "
            + "gradients of the target with respect to it" + (options.Epsilon > 0 ? $" (epsilon {options.Epsilon:g2})" : ""),
        CamWeighting.HiRes => "sum over channels of activation times gradient of the target, position by position",
        CamWeighting.XGrad => "sum over channels of the activation, each channel weighted by the mean of the target's gradient over "
            + "positions, each in proportion to its activation",
        CamWeighting.LayerCam => "sum over channels of activation times positive gradient of the target, position by position",
        _ => "projection of the activations on their first principal direction" + (options.Centers ? ", channels centred" : "")
            + "; the target does not enter",
    };
}
