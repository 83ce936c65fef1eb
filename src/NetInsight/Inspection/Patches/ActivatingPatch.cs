using NetInsight.Inspection.Patches;

namespace NetInsight;

/// <summary>A unit that an image activated strongly, and the patch in its receptive field. Immutable.</summary>
public sealed record ActivatingPatch
{
    internal ActivatingPatch(
        string imageId, int channel, float score, int row, int column, PixelRectangle input, PixelRectangle original, RgbImage image)
    {
        (ImageId, Channel, Score, Row, Column) = (imageId, channel, score, row, column);
        (Input, Original, Image) = (input, original, image);
    }

    /// <summary>The image's name.</summary>
    public string ImageId { get; }

    /// <summary>The unit's channel, or its index in a fully connected layer.</summary>
    public int Channel { get; }

    /// <summary>The unit's activation, in the layer's own units; always finite.</summary>
    public float Score { get; }

    /// <summary>The unit's row in its feature map; 0 in a fully connected layer.</summary>
    public int Row { get; }

    /// <summary>The unit's column in its feature map; 0 in a fully connected layer.</summary>
    public int Column { get; }

    /// <summary>The unit's receptive field in the network's input; it may extend beyond the edges, into the padding.</summary>
    public PixelRectangle Input { get; }

    /// <summary>The receptive field in the original image, without padding; empty where all of it is padding.</summary>
    public PixelRectangle Original { get; }

    /// <summary>
    /// The receptive field cut out of the original image, padding checkered in two grays. Where the field is larger than the whole input,
    /// padding is omitted.
    /// </summary>
    public RgbImage Image { get; }

    /// <summary>Whether this one ranks before another: by score descending, then by image (ordinal), row and column ascending.</summary>
    internal bool IsBefore(ActivatingPatch other) =>
        UnitOrder.Compare(Score, ImageId, Row, Column, other.Score, other.ImageId, other.Row, other.Column) < 0;
}
