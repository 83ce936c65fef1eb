using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="FeatureInversion"/> searches an image. Weights do not depend on the network's preprocessing.</summary>
public sealed record FeatureInversionOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static FeatureInversionOptions Default { get; } = new();

    /// <summary>
    /// The weight of the alpha norm, which keeps values within the range of pixels: the penalty where all pixels are as far from 0 as the
    /// range allows; not negative. Default 0.1, which darkens little.
    /// </summary>
    public double AlphaWeight { get; init => field = Check.NotNegative(value); } = 0.1;

    /// <summary>The exponent of the alpha norm; at least 1. Default 6 (Mahendran and Vedaldi 2015, section 3).</summary>
    public double Alpha { get; init => field = Check.AtLeast(value, 1); } = 6;

    /// <summary>
    /// The weight of the total variation: the penalty where all pixels differ from their neighbours by 1/13 of the range; not negative.
    /// More of it makes smoother images: as there, layers further up need more of it. Default 0.05, which suits GoogLeNet's from conv2 to
    /// inception_5b.
    /// </summary>
    public double VariationWeight { get; init => field = Check.NotNegative(value); } = 0.05;

    /// <summary>The exponent beta of the total variation; at least 1. Default 2 (Mahendran and Vedaldi 2015, section 3).</summary>
    public double Beta { get; init => field = Check.AtLeast(value, 1); } = 2;

    /// <summary>The number of steps; positive. Default 400.</summary>
    public int Steps { get; init => field = Check.Positive(value); } = 400;

    /// <summary>
    /// How the gradient is followed, in the units of the network's input. Default: Adam with a rate of 0.02 of the range of pixels, a tenth
    /// of it in the last quarter of the steps.
    /// </summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>
    /// The input of the network from which to start, 1 x channels x height x width. Default: noise around the mean colour with a standard
    /// deviation of a tenth of the range of pixels, the same for all layers.
    /// </summary>
    public Tensor? Start { get; init; }

    /// <summary>Whether values stay between black and white. Default true.</summary>
    public bool StaysInPixelRange { get; init; } = true;

    /// <summary>
    /// The height and width to which the image is resized and cropped; default those of the network's input. Layers before the first fully
    /// connected one run at any size.
    /// </summary>
    public ImageSize? Size { get; init; }

    /// <summary>Steps from one snapshot to the next; 0, the default, for none.</summary>
    public int SnapshotEvery { get; init => field = Check.NotNegative(value); }

    /// <summary>Seed of the start. Default 1.</summary>
    public ulong Seed { get; init; } = 1;
}
