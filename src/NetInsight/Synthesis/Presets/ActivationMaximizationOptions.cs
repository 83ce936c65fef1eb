using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="ActivationMaximization"/> changes an image.</summary>
public sealed record ActivationMaximizationOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ActivationMaximizationOptions Default { get; } = new();

    /// <summary>Whether the target is minimised: what of the image is taken away. Default false.</summary>
    public bool IsNegative { get; init; }

    /// <summary>
    /// How far the image may go: a penalty of c G r^2, with the root mean square r of the change as a share of the range of pixels, the
    /// slope G of the target in r along its gradient at the image, and c = 1 / (2 Change): a target that grew as steeply everywhere would
    /// come to rest at r = Change. Positive; null for no penalty. Default 0.2. The same for all targets and any preprocessing.
    /// </summary>
    public double? Change { get; init => field = Check.Positive(value); } = 0.2;

    /// <summary>The number of steps; positive. Default 100.</summary>
    public int Steps { get; init => field = Check.Positive(value); } = 100;

    /// <summary>What is optimised. Default <see cref="Parameterization.Fourier"/>.</summary>
    public Parameterization Parameterization { get; init => field = Check.NotNull(value); } = Parameterization.Fourier();

    /// <summary>Random changes before each step. Default <see cref="Transformation.Lucid"/>.</summary>
    public IReadOnlyList<Transformation> Transformations { get; init => field = Check.NotNull(value); } = Transformation.Lucid;

    /// <summary>How the gradient is followed. Default <see cref="Optimizer.Adam"/> with a rate of 0.05 (Lucid).</summary>
    public Optimizer Optimizer { get; init => field = Check.NotNull(value); } = Optimizer.Adam();

    /// <summary>
    /// The height and width to which the image is resized and cropped; default those of the network's input. Layers before the first fully
    /// connected one run at any size.
    /// </summary>
    public ImageSize? Size { get; init; }

    /// <summary>Steps from one snapshot to the next; 0, the default, for none.</summary>
    public int SnapshotEvery { get; init => field = Check.NotNegative(value); }

    /// <summary>Seed of the transformations. Default 1.</summary>
    public ulong Seed { get; init; } = 1;
}
