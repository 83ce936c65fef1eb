namespace NetInsight.Attribution.Occlusion;

/// <summary>A network's input and the baseline that replaces its occluded pixels.</summary>
/// <param name="Source">The image as the network's input.</param>
/// <param name="Baseline">The wholly occluded input, of the same shape.</param>
internal sealed record OccludedInput(AttributedInput Source, Tensor Baseline)
{
    /// <summary>The input, 1 x channels x height x width.</summary>
    public Tensor Input => Source.Tensor;

    /// <summary>Rows of the input.</summary>
    public int Height => Source.Height;

    /// <summary>Columns of the input.</summary>
    public int Width => Source.Width;

    /// <summary>An image, resized and cropped to the network's input, and the baseline of the options' fill.</summary>
    /// <exception cref="ArgumentException">The fill makes an input of another shape.</exception>
    public static OccludedInput Of(Model model, RgbImage image, OcclusionOptions options) =>
        Of(AttributedInput.Of(model, image), options);

    /// <summary>A preprocessed input and its baseline; fills that depend on the image take the one that the input shows.</summary>
    /// <exception cref="ArgumentException">It is not one input, or the fill makes an input of another shape.</exception>
    public static OccludedInput Of(Model model, Tensor input, OcclusionOptions options) =>
        Of(AttributedInput.Of(model, input), options);

    /// <summary>The input's size, for messages.</summary>
    public override string ToString() => $"the input of {Height} x {Width} pixels (height x width)";

    /// <summary>Whether a rectangle is not empty and lies inside the input.</summary>
    public bool Contains(PixelRectangle rectangle) => rectangle is { Left: >= 0, Top: >= 0, Width: > 0, Height: > 0 }
        && rectangle.Width <= Width - rectangle.Left && rectangle.Height <= Height - rectangle.Top;

    private static OccludedInput Of(AttributedInput source, OcclusionOptions options) =>
        new(source, source.Baseline(options.Fill, nameof(options)));
}
