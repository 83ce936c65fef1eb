using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// How <see cref="SaliencySegmentation"/> finds an object. Quantiles are those of Simonyan et al. 2013 (arXiv:1312.6034, section 3.2), the
/// mixtures and the cost of a boundary those of GrabCut (Rother, Kolmogorov and Blake 2004).
/// </summary>
public sealed record SaliencySegmentationOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static SaliencySegmentationOptions Default { get; } = new();

    /// <summary>
    /// The quantile of the evidence above which pixels are examples of the object; above <see cref="BackgroundQuantile"/> and below 1.
    /// Default 0.95 (Simonyan et al.).
    /// </summary>
    public double ForegroundQuantile { get; init => field = Check.BelowOne(value); } = 0.95;

    /// <summary>
    /// The quantile of the evidence below which pixels are examples of what is around it; from 0 to below 1. Default 0.3 (Simonyan et al.).
    /// </summary>
    public double BackgroundQuantile { get; init => field = Check.BelowOne(value); } = 0.3;

    /// <summary>
    /// The most Gaussians for the colours of the object, and as many for the others; from 1 to 32. Default 5 (Rother et al.).
    /// </summary>
    public int Components { get; init => field = Check.Within(value, 1, 32); } = 5;

    /// <summary>
    /// The cost of a boundary between two pixels of one colour, gamma, in the units of the negative logarithm of a probability; from 0 to
    /// 1000. Default 50 (Rother et al.).
    /// </summary>
    public double BoundaryCost { get; init => field = Check.Within(value, 0.0, 1000.0); } = 50;

    /// <summary>
    /// How often the colours of both sides are learned again from the last labels, and the labels found again; fewer where these no longer
    /// change. 0 for one cut by the colours of the examples, as Simonyan et al. have it. Default 10.
    /// </summary>
    public int Iterations { get; init => field = Check.NotNegative(value); } = 10;

    /// <summary>
    /// Whether examples keep their label. Default false: they only teach the colours of the first cut (Simonyan et al.). For maps whose
    /// examples are right, such as a user's strokes; a gradient is noisy, and weak inside of objects.
    /// </summary>
    public bool KeepsSeeds { get; init; }

    /// <summary>Whether only the largest connected part of the foreground is the object. Default true (Simonyan et al.).</summary>
    public bool LargestPartOnly { get; init; } = true;

    /// <summary>
    /// The most pixels along the longer side at which labels are found; larger images are reduced first, and the mask is enlarged. From 16
    /// to 8192. Default 1024.
    /// </summary>
    public int LongSide { get; init => field = Check.Within(value, 16, 8192); } = 1024;
}
