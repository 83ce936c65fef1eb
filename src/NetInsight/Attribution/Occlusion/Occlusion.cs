using System.Collections.Immutable;
using NetInsight.Attribution.Occlusion;

namespace NetInsight;

/// <summary>
/// Occlusion: hides one part of a picture after the other and watches what becomes of a class. Answers which parts the network's answer
/// rests on (Zeiler and Fergus 2014, arXiv:1311.2901, section 4.2).
/// </summary>
/// <remarks>
/// Windows stand at 0, s, 2s, ... until one reaches the far edge, where the last is cut off (as in Captum): ceil((D - w) / s) + 1 positions
/// along a side of D pixels. For each the network runs on the picture with the window filled.
/// </remarks>
public static class Occlusion
{
    /// <summary>Computes the occlusion map of a picture.</summary>
    /// <param name="model">A classifier.</param>
    /// <param name="image">A picture of any size; the model's preprocessing makes it the network's input, to whose pixels the map refers.</param>
    /// <param name="options">Windows, fill, target, output, region, memory.</param>
    /// <param name="progress">Is told the positions done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">A window is larger than the region or the picture, the region is outside, or there is no such class.</exception>
    /// <exception cref="InvalidOperationException">The network is no classifier, or the file leaves its input's size open.</exception>
    public static OcclusionMap Compute(
        Model model,
        RgbImage image,
        OcclusionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(image);
        RgbImage fitted = model.Fit(image);
        return Compute(model, model.Preprocessing.ToTensor([fitted]), fitted, options ?? OcclusionOptions.Default, progress, cancellationToken);
    }

    /// <summary>Computes the occlusion map of an input that is already prepared.</summary>
    /// <param name="model">A classifier.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, OcclusionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="options">Windows, fill, target, output, region, memory.</param>
    /// <param name="progress">Is told the positions done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static OcclusionMap Compute(
        Model model,
        Tensor input,
        OcclusionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        if (input.Shape.Rank != 4 || input.Shape[0] != 1)
            throw new ArgumentException($"Expects one prepared picture, 1 x channels x height x width, but is given {input.Shape}.", nameof(input));
        return Compute(model, input, null, options ?? OcclusionOptions.Default, progress, cancellationToken);
    }

    /// <summary>Computes the occlusion maps of several pictures, one after the other; progress counts the positions of the picture at hand.</summary>
    /// <param name="model">A classifier.</param>
    /// <param name="images">Pictures of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, OcclusionOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="options">Windows, fill, target, output, region, memory.</param>
    /// <param name="progress">Is told the positions done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<OcclusionMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        OcclusionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, options, progress, cancellationToken))];
    }

    /// <summary>What the network says of a picture under masks of one's own, each of which is hidden alone; only what a mask changes is computed.</summary>
    /// <param name="model">A classifier.</param>
    /// <param name="image">A picture of any size; the model's preprocessing makes it the network's input, to whose pixels the masks refer.</param>
    /// <param name="masks">The rectangles, in pixels of the network's input.</param>
    /// <param name="options">Fill, tolerance and memory; windows, region and refinement are not looked at.</param>
    /// <param name="progress">Is told the masks done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">There is no mask, or one is empty or not inside the input.</exception>
    /// <exception cref="InvalidOperationException">The network is no classifier, or the file leaves its input's size open.</exception>
    public static OcclusionPredictions Compute(
        Model model,
        RgbImage image,
        IReadOnlyList<PixelRectangle> masks,
        OcclusionOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(masks);
        options ??= OcclusionOptions.Default;
        RgbImage fitted = model.Fit(image);
        Tensor input = model.Preprocessing.ToTensor([fitted]);
        foreach (PixelRectangle mask in masks)
        {
            if (!IsInside(mask, input))
                throw new ArgumentException($"The mask {mask} is empty or not inside the input of {input.Shape[3]} x {input.Shape[2]} pixels.", nameof(masks));
        }

        if (masks.Count == 0)
            throw new ArgumentException("At least one mask is expected.", nameof(masks));
        using OcclusionRuns runs = new(model, input, Hidden(model, input, fitted, options), options, cancellationToken);
        Tensor logits = runs.Logits([.. masks], progress);
        return new OcclusionPredictions([.. masks], runs.Original, logits, runs.ErrorOf([.. masks], logits));
    }

    private static OcclusionMap Compute(
        Model model, Tensor input, RgbImage? fitted, OcclusionOptions options, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        int height = input.Shape[2], width = input.Shape[3];
        PixelRectangle region = options.Region ?? new PixelRectangle(0, 0, height, width);
        if (!IsInside(region, input))
            throw new ArgumentException($"The region {region} is empty or not inside the input of {width} x {height} pixels.", nameof(options));

        ImmutableArray<OcclusionWindow> windows = options.Windows is [] ? [OcclusionWindow.DefaultFor(region.Height, region.Width)] : options.Windows;
        foreach (OcclusionWindow window in windows)
        {
            if (window.Height > region.Height || window.Width > region.Width)
                throw new ArgumentException($"A window of {window.Height} x {window.Width} pixels (height x width) does not fit into {region.Height} x {region.Width}.", nameof(options));
        }

        ImmutableArray<OcclusionGrid> grids = [.. windows.Select(window => OcclusionGrid.Lay(window, region))];

        using OcclusionRuns runs = new(model, input, Hidden(model, input, fitted, options), options, cancellation);
        Tensor whole = runs.Original;
        int classes = whole.Shape[1];
        if (options.Target >= classes)
            throw new ArgumentOutOfRangeException(nameof(options), options.Target, $"The network has {classes} classes, 0 to {classes - 1}; there is no class {options.Target}.");
        int target = options.Target ?? whole.AsSpan().IndexOf(Largest(whole.AsSpan()));

        PixelRectangle[] masks = [.. grids.SelectMany(grid => grid.Rectangles())];
        Tensor logits = runs.Logits(masks, progress);
        ImmutableArray<OcclusionGrid> filled = OcclusionGrid.Split(grids, logits);
        double error = runs.ErrorOf(masks, logits);
        OcclusionMap map = new(model, height, width, options, target, whole, filled, error);
        ImmutableArray<OcclusionGrid> coarse = filled;
        for (int level = 0; level < options.Refine; level++)
        {
            grids = Refinement.Of(map, coarse, options.RefinedShare);
            if (grids.IsEmpty)
                break;
            masks = [.. grids.SelectMany(grid => grid.Rectangles())];
            logits = runs.Logits(masks, progress);
            coarse = OcclusionGrid.Split(grids, logits);
            error = Math.Max(error, runs.ErrorOf(masks, logits));
            filled = filled.AddRange(coarse);
            map = new OcclusionMap(model, height, width, options, target, whole, filled, error);
        }

        return map;
    }

    private static bool IsInside(PixelRectangle part, Tensor input) =>
        part is { Left: >= 0, Top: >= 0, Width: > 0, Height: > 0 } && part.Width <= input.Shape[3] - part.Left && part.Height <= input.Shape[2] - part.Top;

    /// <summary>The input that the network would be given if all of the picture were hidden.</summary>
    private static Tensor Hidden(Model model, Tensor input, RgbImage? fitted, OcclusionOptions options)
    {
        Tensor hidden = options.Fill.Render(model.Preprocessing, fitted, input);
        return hidden.Shape == input.Shape ? hidden : throw new ArgumentException(
            $"The fill, {options.Fill.Description}, makes an input of shape {hidden.Shape}, but the network is given {input.Shape}. Fill.InputValue fits any input.", nameof(options));
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = values[0];
        foreach (float value in values)
            largest = MathF.Max(largest, value);
        return largest;
    }
}
