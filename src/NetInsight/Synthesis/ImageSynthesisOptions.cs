using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="ImageSynthesis"/> optimises images. The defaults are Lucid's recipe (Olah et al. 2017).</summary>
public sealed record ImageSynthesisOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static ImageSynthesisOptions Default { get; } = new();

    /// <summary>The number of images that are optimised at once, from different starts; from 1 to 256. Default 1.</summary>
    public int Images { get; init => field = Check.Within(value, 1, 256); } = 1;

    /// <summary>The number of steps; positive. Default 512 (Lucid).</summary>
    public int Steps { get; init => field = Check.Positive(value); } = 512;

    /// <summary>
    /// The images' height and width. Default: those of <see cref="Start"/>, else of the network's input. Other sizes than the network's
    /// serve objectives on layers that any size fits.
    /// </summary>
    public ImageSize? Size { get; init; }

    /// <summary>
    /// Inputs of the network from which to start, 1 x channels x height x width, or one for each image. Default: random ones, as the
    /// parameterization has them.
    /// </summary>
    public Tensor? Start { get; init; }

    /// <summary>What is optimised. Default <see cref="Parameterization.Fourier"/>.</summary>
    public Parameterization Parameterization { get; init => field = Check.NotNull(value); } = Parameterization.Fourier();

    /// <summary>
    /// Random changes before each step. Default <see cref="Transformation.Lucid"/>. Together they make at most 65,536 images of each.
    /// </summary>
    public IReadOnlyList<Transformation> Transformations { get; init => field = Checked(value); } = Transformation.Lucid;

    /// <summary>Penalties, and changes after steps. Default: none.</summary>
    public IReadOnlyList<Regularizer> Regularizers { get; init => field = Checked(value); } = [];

    /// <summary>How the gradient is followed. Default <see cref="Optimizer.Adam"/> with a rate of 0.05 (Lucid).</summary>
    public Optimizer Optimizer { get; init => field = Check.NotNull(value); } = Optimizer.Adam();

    /// <summary>
    /// Whether a parameterization by pixels is cut to values that pixels can have after each step. Default true. (A Fourier
    /// parameterization has no others.)
    /// </summary>
    public bool StaysInPixelRange { get; init; } = true;

    /// <summary>Steps from one snapshot to the next; 0, the default, for none.</summary>
    public int SnapshotEvery { get; init => field = Check.NotNegative(value); }

    /// <summary>
    /// Seed of starts and transformations. Default 1. Each image has a random stream of its own: but for rounding it does not depend on
    /// the others.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Bytes for the feature maps and gradients of one batch; positive. Default 512 MiB. One image runs in any case.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = 512L << 20;

    private static ImmutableArray<T> Checked<T>(
        IReadOnlyList<T> values, [System.Runtime.CompilerServices.CallerMemberName] string name = "")
        where T : class
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return values.Contains(null) ? throw new ArgumentException($"{name} holds a null.", name) : [.. values];
    }
}
