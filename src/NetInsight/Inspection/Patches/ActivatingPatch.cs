using NetInsight.Inspection.Patches;

namespace NetInsight;

/// <summary>A unit that a picture activated strongly, and what it saw. Immutable.</summary>
public sealed record ActivatingPatch
{
    internal ActivatingPatch(
        string pictureId, int channel, float score, int row, int column, PixelRectangle input, PixelRectangle original, RgbImage image)
    {
        (ImageId, Channel, Score, Row, Column) = (pictureId, channel, score, row, column);
        (Input, Original, Image) = (input, original, image);
    }

    /// <summary>The picture's name.</summary>
    public string ImageId { get; }

    /// <summary>The unit's channel, or its number in a fully connected layer.</summary>
    public int Channel { get; }

    /// <summary>The unit's activation: what the layer computes, without unit; always finite.</summary>
    public float Score { get; }

    /// <summary>The unit's row in its map; 0 in a fully connected layer.</summary>
    public int Row { get; }

    /// <summary>The unit's column in its map; 0 in a fully connected layer.</summary>
    public int Column { get; }

    /// <summary>What the unit sees of the network's input; it may hang over the edges, into the padding.</summary>
    public PixelRectangle Input { get; }

    /// <summary>The part of the original picture that the unit sees, without padding; empty where it sees nothing but padding.</summary>
    public PixelRectangle Original { get; }

    /// <summary>
    /// What the unit sees, from the original picture, padding checkered in two grays. Where the unit could see more than the whole input,
    /// padding is left away.
    /// </summary>
    public RgbImage Image { get; }

    /// <summary>Whether this one stands before another: the higher score; then picture (ordinal), row and column.</summary>
    internal bool IsBefore(ActivatingPatch other) => UnitOrder.Compare(Score, ImageId, Row, Column, other.Score, other.ImageId, other.Row, other.Column) < 0;
}
