namespace NetInsight.Attribution;

/// <summary>One image as a network's input, and where it lies in the original image.</summary>
/// <param name="Model">The network.</param>
/// <param name="Tensor">The input, 1 x channels x height x width.</param>
internal sealed record AttributedInput(Model Model, Tensor Tensor)
{
    /// <summary>Rows of the input.</summary>
    public int Height => Tensor.Shape[2];

    /// <summary>Columns of the input.</summary>
    public int Width => Tensor.Shape[3];

    /// <summary>Which rectangle of an original image the input shows; null for tensors, whose image is not known.</summary>
    public HeatmapOrigin? Origin { get; private init; }

    /// <summary>The image at the input's size.</summary>
    public required Func<RgbImage> Image { get; init; }

    /// <summary>What was assumed about the image, as a sentence for captions; empty where nothing was.</summary>
    public string Assumption => Origin is not null && Model.PreprocessingSource.Note is { Length: > 0 } note
        ? $" {note}"
        : "";

    /// <summary>An image, resized and cropped to the network's input.</summary>
    /// <exception cref="InvalidOperationException">The file leaves the input's size open, or the preprocessing does not fit.</exception>
    public static AttributedInput Of(Model model, RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(image);
        RgbImage fitted = model.Fit(image);
        return new AttributedInput(model, model.Preprocessing.ToTensor([fitted]))
        {
            Origin = model.Preprocessing.OriginOf(image, fitted),
            Image = () => fitted,
        };
    }

    /// <summary>An input that is preprocessed already.</summary>
    /// <exception cref="ArgumentException">It is not one image.</exception>
    public static AttributedInput Of(Model model, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        return input.Shape is { Rank: 4 } shape && shape[0] == 1
            ? new AttributedInput(model, input) { Image = () => model.Preprocessing.ToImage(input) }
            : throw new ArgumentException(
                $"One preprocessed image, 1 x channels x height x width, is expected, but {input.Shape} is given.", nameof(input));
    }

    /// <summary>The input with all of it replaced by a fill.</summary>
    /// <param name="fill">The fill.</param>
    /// <param name="parameter">The parameter that holds it, for messages.</param>
    /// <exception cref="ArgumentException">The fill makes an input of another shape.</exception>
    public Tensor Baseline(Fill fill, string parameter)
    {
        Tensor baseline = fill.Render(Model.Preprocessing, Tensor.Shape, Image);
        return baseline.Shape == Tensor.Shape ? baseline : throw new ArgumentException(
            $"The fill, {fill.Description}, makes an input of shape {baseline.Shape}, but the network's input is {Tensor.Shape}. "
            + "Fill.InputValue fits any input.",
            parameter);
    }
}
