namespace NetInsight.Attribution.Occlusion;

/// <summary>A network's input and the baseline that replaces its occluded pixels.</summary>
/// <param name="Input">The input, 1 x channels x height x width.</param>
/// <param name="Baseline">The wholly occluded input, of the same shape.</param>
internal sealed record OccludedInput(Tensor Input, Tensor Baseline)
{
    /// <summary>Rows of the input.</summary>
    public int Height => Input.Shape[2];

    /// <summary>Columns of the input.</summary>
    public int Width => Input.Shape[3];

    /// <summary>Which rectangle of an original image the input shows; null for tensors, whose image is not known.</summary>
    public HeatmapOrigin? Origin { get; init; }

    /// <summary>An image, resized and cropped to the network's input, and the baseline of the options' fill.</summary>
    /// <exception cref="ArgumentException">The fill makes an input of another shape.</exception>
    public static OccludedInput Of(Model model, RgbImage image, OcclusionOptions options)
    {
        RgbImage fitted = model.Fit(image);
        return Of(model, model.Preprocessing.ToTensor([fitted]), options, () => fitted) with
        {
            Origin = model.Preprocessing.OriginOf(image, fitted),
        };
    }

    /// <summary>A preprocessed input and its baseline; fills that depend on the image take the one that the input shows.</summary>
    /// <exception cref="ArgumentException">It is not one input, or the fill makes an input of another shape.</exception>
    public static OccludedInput Of(Model model, Tensor input, OcclusionOptions options)
    {
        if (input.Shape.Rank != 4 || input.Shape[0] != 1)
        {
            throw new ArgumentException(
                $"One preprocessed image, 1 x channels x height x width, is expected, but {input.Shape} is given.", nameof(input));
        }

        return Of(model, input, options, () => model.Preprocessing.ToImage(input));
    }

    /// <summary>The input's size, for messages.</summary>
    public override string ToString() => $"the input of {Height} x {Width} pixels (height x width)";

    /// <summary>Whether a rectangle is not empty and lies inside the input.</summary>
    public bool Contains(PixelRectangle rectangle) => rectangle is { Left: >= 0, Top: >= 0, Width: > 0, Height: > 0 }
        && rectangle.Width <= Width - rectangle.Left && rectangle.Height <= Height - rectangle.Top;

    private static OccludedInput Of(Model model, Tensor input, OcclusionOptions options, Func<RgbImage> image)
    {
        Tensor baseline = options.Fill.Render(model.Preprocessing, input.Shape, image);
        return baseline.Shape == input.Shape ? new OccludedInput(input, baseline) : throw new ArgumentException(
            $"The fill, {options.Fill.Description}, makes an input of shape {baseline.Shape}, but the network's input is {input.Shape}. "
            + "Fill.InputValue fits any input.",
            nameof(options));
    }
}
