using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using NetInsight.Attribution.Occlusion;

namespace NetInsight;

/// <summary>
/// Occlusion: replaces one window of an image after the other by a baseline and measures the change of a target, such as a class's score.
/// Answers on which pixels the network's prediction depends (Zeiler and Fergus 2014, arXiv:1311.2901, section 4.2).
/// </summary>
/// <remarks>
/// Windows are placed at 0, s, 2s, ... until one reaches the far edge, where the last is clipped (as in Captum): ceil((D - w) / s) + 1
/// positions along a side of D pixels. For each the network runs on the image with the window filled.
/// </remarks>
public static class Occlusion
{
    /// <summary>Computes the occlusion map of an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">
    /// An image of any size; the model's preprocessing makes it the network's input, to whose pixels the map refers.
    /// </param>
    /// <param name="target">
    /// What is explained. Default: <see cref="Target.Top"/>, the logit of the top class of the unoccluded image: where a network is sure,
    /// its probability does not change and says nothing. Zeiler and Fergus 2014 draw the probability, <see cref="Target.TopClass"/>.
    /// </param>
    /// <param name="options">Windows, fill, region, memory.</param>
    /// <param name="progress">Receives the number of positions done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">
    /// A window is larger than the region or the image, the region is not inside the input, or the target's layer, class or index does not
    /// exist.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; or the file leaves the input's size open.
    /// </exception>
    [OverloadResolutionPriority(1)]         // a null for the target is not one for masks
    public static OcclusionMap Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        OcclusionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= OcclusionOptions.Default;
        return Compute(model, OccludedInput.Of(model, image, options), target, options, isIncremental: true, progress, cancellationToken);
    }

    /// <summary>Computes the occlusion map of an input that is preprocessed already.</summary>
    /// <param name="model">A classifier.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, OcclusionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">
    /// What is explained. Default: <see cref="Target.Top"/>, the logit of the top class of the unoccluded image: where a network is sure,
    /// its probability does not change and says nothing. Zeiler and Fergus 2014 draw the probability, <see cref="Target.TopClass"/>.
    /// </param>
    /// <param name="options">Windows, fill, region, memory.</param>
    /// <param name="progress">Receives the number of positions done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static OcclusionMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        OcclusionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= OcclusionOptions.Default;
        return Compute(model, OccludedInput.Of(model, input, options), target, options, isIncremental: true, progress, cancellationToken);
    }

    /// <summary>
    /// Computes the occlusion maps of several images, one after the other; progress counts the positions of the current image.
    /// </summary>
    /// <param name="model">A classifier.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, OcclusionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">
    /// What is explained. Default: <see cref="Target.Top"/>, the logit of the top class of the unoccluded image: where a network is sure,
    /// its probability does not change and says nothing. Zeiler and Fergus 2014 draw the probability, <see cref="Target.TopClass"/>.
    /// </param>
    /// <param name="options">Windows, fill, region, memory.</param>
    /// <param name="progress">Receives the number of positions done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<OcclusionMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        OcclusionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    /// <summary>
    /// The network's predictions for an image under the caller's masks, each occluded alone; only what a mask changes is computed.
    /// </summary>
    /// <param name="model">A classifier.</param>
    /// <param name="image">
    /// An image of any size; the model's preprocessing makes it the network's input, to whose pixels the masks refer.
    /// </param>
    /// <param name="masks">The rectangles, in pixels of the network's input.</param>
    /// <param name="options">Fill, tolerance and memory; windows, region and refinement are ignored.</param>
    /// <param name="progress">Receives the number of masks done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">There is no mask, or one is empty or not inside the input.</exception>
    /// <exception cref="InvalidOperationException">The network is no classifier, or the file leaves the input's size open.</exception>
    public static OcclusionPredictions Compute(
        Model model,
        RgbImage image,
        IReadOnlyList<PixelRectangle> masks,
        OcclusionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= OcclusionOptions.Default;
        OccludedInput occluded = OccludedInput.Of(model, image, options);
        ArgumentNullException.ThrowIfNull(masks);
        for (int index = 0; index < masks.Count; index++)
        {
            if (!occluded.Contains(masks[index]))
                throw new ArgumentException($"masks[{index}], {masks[index]}, is empty or not inside {occluded}.", nameof(masks));
        }

        if (masks.Count == 0)
            throw new ArgumentException("At least one mask is expected.", nameof(masks));
        using OcclusionRuns runs = new(model, occluded, Target.Top, options, isIncremental: true, cancellationToken);
        OcclusionScores scores = runs.Of([.. masks], progress);
        return new OcclusionPredictions(
            model.ClassifierHead, [.. masks], runs.Original.Logits, scores.Logits, runs.ErrorOf([.. masks], scores));
    }

    /// <summary>The occlusion map of an input and its baseline.</summary>
    /// <param name="model">A classifier.</param>
    /// <param name="occluded">The input and its baseline.</param>
    /// <param name="target">What is explained; null for <see cref="Target.Top"/>.</param>
    /// <param name="options">Windows, region, memory.</param>
    /// <param name="isIncremental">Whether only what a window changes is computed; else each occluded input runs whole.</param>
    /// <param name="progress">Receives the number of positions done and the time left.</param>
    /// <param name="cancellation">Stops the runs.</param>
    internal static OcclusionMap Compute(
        Model model,
        OccludedInput occluded,
        Target? target,
        OcclusionOptions options,
        bool isIncremental,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default)
    {
        ImmutableArray<OcclusionGrid> grids = GridsOf(occluded, options);
        using OcclusionRuns runs = new(model, occluded, target ?? Target.Top, options, isIncremental, cancellation);

        // Coarse level: all windows of all grids.
        (ImmutableArray<OcclusionGrid> level, double error) = Run(grids);
        ImmutableArray<OcclusionGrid> filled = level;
        OcclusionMap map = Map();

        // Finer levels: halved windows within those of the last level whose drop is largest.
        for (int refinement = 0; refinement < options.Refine; refinement++)
        {
            grids = Refinement.Of(map, level, options.RefinedShare);
            if (grids.IsEmpty)
                break;
            (level, double levelError) = Run(grids);
            error = Math.Max(error, levelError);
            filled = filled.AddRange(level);
            map = Map();
        }

        return map;

        (ImmutableArray<OcclusionGrid> Filled, double Error) Run(ImmutableArray<OcclusionGrid> empty)
        {
            PixelRectangle[] masks = [.. empty.SelectMany(grid => grid.Rectangles())];
            OcclusionScores scores = runs.Of(masks, progress);
            return (OcclusionGrid.Split(empty, model.ClassifierHead, scores, model.Parallelism), runs.ErrorOf(masks, scores));
        }

        OcclusionMap Map() => new(model, occluded, options.Fill, runs, filled, error);
    }

    /// <summary>One grid for each window of the options, without results.</summary>
    private static ImmutableArray<OcclusionGrid> GridsOf(OccludedInput occluded, OcclusionOptions options)
    {
        PixelRectangle region = options.Region ?? new PixelRectangle(0, 0, occluded.Height, occluded.Width);
        if (!occluded.Contains(region))
        {
            throw new ArgumentException(
                $"{nameof(OcclusionOptions)}.{nameof(OcclusionOptions.Region)}, {region}, is empty or not inside {occluded}.",
                nameof(options));
        }

        ImmutableArray<OcclusionWindow> windows = options.Windows is []
            ? [OcclusionWindow.DefaultFor(region.Height, region.Width)]
            : options.Windows;
        for (int index = 0; index < windows.Length; index++)
        {
            OcclusionWindow window = windows[index];
            if (window.Height <= region.Height && window.Width <= region.Width)
                continue;
            string name = windows is [_] ? nameof(OcclusionOptions.Window) : $"{nameof(OcclusionOptions.Windows)}[{index}]";
            string place = options.Region is null
                ? $"{occluded}"
                : $"{nameof(OcclusionOptions.Region)}, {region.Height} x {region.Width} pixels";
            throw new ArgumentException(
                $"{nameof(OcclusionOptions)}.{name} is {window.Height} x {window.Width} pixels (height x width), larger than {place}.",
                nameof(options));
        }

        return [.. windows.Select(window => OcclusionGrid.Lay(window, region))];
    }
}
