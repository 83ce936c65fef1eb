namespace NetInsight;

/// <summary>A content in the style of other images, and how the loss fell.</summary>
public sealed class StyleTransferReport
{
    private readonly RgbImage _image;

    internal StyleTransferReport(RgbImage image) => _image = image;

    /// <summary>The content as it was used: reduced, in its own colours.</summary>
    public required RgbImage Content { get; init; }

    /// <summary>The styles as they were used: resized, with their colours as the networks saw them.</summary>
    public required IReadOnlyList<RgbImage> Styles { get; init; }

    /// <summary>The loss before each step and, unless the computation was cancelled, of the final image; with penalties.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>The distance that is left in each layer; empty where the computation was cancelled.</summary>
    public required IReadOnlyList<StyleLoss> Layers { get; init; }

    /// <summary>The optimised image as the network's input, and its snapshots; of the colours that the network saw.</summary>
    public required SynthesizedImages Synthesis { get; init; }

    /// <summary>Whether the computation was cancelled: then the image is that after <see cref="SynthesizedImages.Steps"/> steps.</summary>
    public bool IsCancelled => Synthesis.IsCancelled;

    /// <summary>What was computed, from which layers, how, and with which seed.</summary>
    public required string Caption { get; init; }

    /// <summary>The image, of the content's size as it was used.</summary>
    public RgbImage ToImage() => _image;

    /// <summary>The content, the styles (resized to its height) and the image side by side.</summary>
    /// <exception cref="ArgumentException">The figure would be too large to hold.</exception>
    public RgbImage Beside() => ImageGrid.Arrange(
        [Content, .. Styles.Select(AsHigh), _image],
        Styles.Count + 2,
        gap: 4,
        RgbColor.White);

    private RgbImage AsHigh(RgbImage style) => style.Resize(
        Content.Height, Math.Max((int)Math.Round((double)style.Width * Content.Height / style.Height), 1), Interpolation.Bicubic);
}
