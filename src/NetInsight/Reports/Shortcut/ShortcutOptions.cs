using NetInsight.Imaging;

namespace NetInsight;

/// <summary>What <see cref="Shortcuts"/> computes for each image, and what it keeps. Every option has a default.</summary>
public sealed record ShortcutOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ShortcutOptions Default { get; } = new();

    /// <summary>
    /// The attribution of an image's class. Default null, for <see cref="GradCam"/> of the last feature map before pooling: one of the
    /// cheapest. It is coarse: tags smaller than a position of that feature map need <see cref="Occlusion"/> or
    /// <see cref="IntegratedGradients"/>.
    /// </summary>
    public AttributionFunction? Attribution { get; init; }

    /// <summary>
    /// The part of the network's input, by area, that its centre is, where an image has no boxes; above 0 and below 1. Default 0.5:
    /// photographs of data sets such as ImageNet have their object there.
    /// </summary>
    public double CenterShare { get; init => field = Check.Positive(Check.BelowOne(value)); } = 0.5;

    /// <summary>Cells along each side of the mean maps of classes; from 2 to 64. Default 8.</summary>
    public int Cells { get; init => field = Check.Within(value, 2, 64); } = 8;

    /// <summary>
    /// The number of images of each class that are kept as examples, those with the largest share of evidence outside; from 0 to 20.
    /// Default 3. Each takes about 50 kilobytes.
    /// </summary>
    public int Examples { get; init => field = Check.Within(value, 0, 20); } = 3;
}
