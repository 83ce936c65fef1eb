using NetInsight.Attribution;
using NetInsight.Graphs.Gradients;
using NetInsight.Imaging;
using NetInsight.Imaging.Heatmaps;
using NetInsight.Models;

namespace NetInsight;

/// <summary>
/// Guided Grad-CAM: guided backpropagation times Grad-CAM, pixel by pixel. Answers which details of the image speak for a class: sharp as
/// the first, specific to the class as the second (Selvaraju et al. 2017, arXiv:1610.02391, section 3.1).
/// </summary>
/// <remarks>
/// g * max(0, L), g the gradient of the target with respect to the input that passes each ReLU only where input and gradient are positive
/// (<see cref="GuidedBackpropagation"/>), L the map of <see cref="GradCam"/> interpolated bilinearly to the input's size. A network without
/// any ReLU is refused. The sharp details come from the image and hardly depend on the weights (Adebayo et al. 2018, arXiv:1810.03292):
/// what depends on the class is the map.
/// </remarks>
/// <example>
/// <code>
/// GuidedGradCamMap map = GuidedGradCam.Compute(model, photo, Target.Class(386));
/// map.Over(photo).Save("guided-grad-cam.png");
/// map.Cam.Over(photo).Save("grad-cam.png");
/// </code>
/// </example>
public static class GuidedGradCam
{
    /// <summary>The map of an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The class activation map, its interpolation, the reduction over channels.</param>
    /// <param name="progress">Receives two reports: when the class activation map is done, and at the end.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// A layer does not exist, holds no feature map or has no influence on the target; the target's layer, class or index does not exist.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is no ReLU between the input and the target; the network has no feature map with rows and columns, and no layer is named; it
    /// is no classifier, but the target is a class; an operator has no gradient; or the file leaves the input's size open.
    /// </exception>
    public static GuidedGradCamMap Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        GuidedGradCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options, progress, cancellationToken);

    /// <summary>The map of an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, GuidedGradCamOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The class activation map, its interpolation, the reduction over channels.</param>
    /// <param name="progress">Receives two reports: when the class activation map is done, and at the end.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static GuidedGradCamMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        GuidedGradCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options, progress, cancellationToken);

    /// <summary>The maps of several images, one after the other; a top class is each image's own.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, GuidedGradCamOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">The class activation map, its interpolation, the reduction over channels.</param>
    /// <param name="progress">Receives two reports for each image.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<GuidedGradCamMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        GuidedGradCamOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    private static GuidedGradCamMap Compute(
        AttributedInput input, Target? target, GuidedGradCamOptions? options, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        (Model model, options, target) = (input.Model, options ?? GuidedGradCamOptions.Default, target ?? Target.Top);
        Rectifiers rectifiers = Rectifiers.Require("Guided Grad-CAM", model, target);
        ProgressReport report = new(progress, 2);
        ClassActivationMap cam = GradCam.Compute(input, target, options.Cam with { OnlyPositive = true }, null, cancellation);
        report.Add(1);
        GradientResult result = model.RunGradient(
            new GradientRequest(input.Tensor, [cam.Target.Target]) { Rules = GradientRules.Guided, Values = true }, cancellation);

        Tensor moved = RoundingNoise.Gradient(model, input.Tensor, cam.Target.Target, GradientRules.Guided, cancellation);

        // The product, channel by channel, and its rounding: that of the gradient, and that of the map.
        float[] mask = Enlarged(cam.Values, input.Height, input.Width, options.Interpolation);
        float uncertain = (float)(cam.Heatmap.RoundingFloor / RoundingNoise.Tail);
        Tensor values = result.OfInput[0].Clone(), disturbed = moved.Clone();
        for (int i = 0; i < values.Count; i++)
        {
            values.AsSpan()[i] *= mask[i % mask.Length];
            disturbed.AsSpan()[i] *= mask[i % mask.Length] + uncertain;
        }

        string layers = string.Join(", ", cam.Layers.Select(layer => $"'{Printable.Escape(layer.Layer)}'"));
        AttributionText text = new(
            $"Guided Grad-CAM of {cam.Target}: the gradient with respect to the network's input, at each ReLU only where both its input "
            + $"and the gradient are positive, times the class activation map of {layers}, enlarged "
            + (options.Interpolation == CamInterpolation.Bilinear ? "bilinearly" : "by nearest neighbour"),
            "the element takes part along paths that raise the target",
            "it would have to fall",
            "only proportions within the map have a meaning")
        {
            Remarks = rectifiers.Kept + (cam.IsAllNegative ? " No position of the class activation map speaks for the target." : ""),
        };
        report.Add(1);
        return new GuidedGradCamMap(input, cam.Target, values, disturbed, cam, options.Reduction, text);
    }

    private static float[] Enlarged(Tensor map, int height, int width, CamInterpolation interpolation)
    {
        (int rows, int columns) = (map.Shape[2], map.Shape[3]);
        if (interpolation == CamInterpolation.Bilinear)
            return BilinearMap.Resample(map.AsSpan(), rows, columns, height, width);
        float[] nearest = new float[height * width];
        for (int i = 0; i < nearest.Length; i++)
        {
            int row = (int)((long)(i / width) * rows / height), column = (int)((long)(i % width) * columns / width);
            nearest[i] = map.AsSpan()[row * columns + column];
        }

        return nearest;
    }
}
