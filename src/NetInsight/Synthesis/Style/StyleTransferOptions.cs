using NetInsight.Imaging;
using NetInsight.Synthesis.Style;

namespace NetInsight;

/// <summary>How <see cref="StyleTransfer"/> optimises an image.</summary>
/// <remarks>
/// The defaults give any network's losses one scale. <see cref="Gatys"/> has the losses of the paper as they are printed, whose weights
/// suit a VGG whose mean activations are 1.
/// </remarks>
public sealed record StyleTransferOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static StyleTransferOptions Default { get; } = new();

    /// <summary>
    /// The paper's losses (Gatys et al. 2016, equations 1, 4 and 7): half the sum of squared differences of features, a quarter of that of
    /// Gram matrices, a ratio of weights of 1 to 1,000 (section 3), from noise.
    /// </summary>
    public static StyleTransferOptions Gatys { get; } = new()
    {
        ContentScale = DistanceScale.Sum,
        ContentWeight = 0.5,
        StyleScale = GramScale.Quarter,
        StyleWeight = 1000,
        Start = StyleStart.Noise,
    };

    /// <summary>
    /// Layers whose features are kept, with weights. Default null: the layer that corresponds to the paper's conv4_2, the second stage at
    /// an eighth of the image's size (the first where there is one only; the nearest size where there is none). See <see
    /// cref="StyleTransfer"/>.
    /// </summary>
    public IReadOnlyList<LayerWeight>? ContentLayers { get; init => field = StyleLayers.Checked(value); }

    /// <summary>
    /// Layers whose Gram matrices are taken over, with weights. Default null: the layers that correspond to the paper's conv1_1 to conv5_1,
    /// the first stage at each of the first five sizes, with equal weights that sum to 1. See <see cref="StyleTransfer"/>.
    /// </summary>
    public IReadOnlyList<LayerWeight>? GramLayers { get; init => field = StyleLayers.Checked(value); }

    /// <summary>The weight of the content's loss; not negative. Default 50. A larger share keeps more of the content.</summary>
    public double ContentWeight { get; init => field = Check.NotNegative(value); } = 50;

    /// <summary>
    /// The weight of the style's loss; positive. Default 1,000. Only the ratio of both weights decides what the image becomes; their size
    /// keeps gradients well above the smallest steps that L-BFGS takes.
    /// </summary>
    public double StyleWeight { get; init => field = Check.Positive(value); } = 1000;

    /// <summary>How squared differences of features are scaled. Default: relative to the squares of the content's features.</summary>
    public DistanceScale ContentScale { get; init => field = Check.Defined(value); } = DistanceScale.Relative;

    /// <summary>How squared differences of Gram matrices are scaled. Default: relative to the squares of the style's matrix.</summary>
    public GramScale StyleScale { get; init => field = Check.Defined(value); } = GramScale.Relative;

    /// <summary>
    /// The weight of the mean squared difference of neighbouring pixels, in shares of the range of pixels; not negative. Default 0, as in
    /// the paper. About 100 smooths the grain that networks leave whose first convolution has a stride.
    /// </summary>
    public double Smoothness { get; init => field = Check.NotNegative(value); }

    /// <summary>Whose colours the result has. Default the style's.</summary>
    public StyleColors Colors { get; init => field = Check.Defined(value); }

    /// <summary>
    /// The long side in pixels to which a larger content is reduced; positive. Default 512; time and memory grow with its square. Null for
    /// the content's own size.
    /// </summary>
    public int? LongSide { get; init => field = Check.Positive(value); } = 512;

    /// <summary>
    /// The styles' long side as a share of the content's; from 0.05 to 20. Default 1. Larger styles give larger strokes and patterns.
    /// </summary>
    public double StyleRatio { get; init => field = Check.Within(value, 0.05, 20); } = 1;

    /// <summary>The image to start from. Default the content, which needs fewer steps; the paper starts from noise.</summary>
    public StyleStart Start { get; init => field = Check.Defined(value); }

    /// <summary>The number of steps; positive. Default 200.</summary>
    public int Steps { get; init => field = Check.Positive(value); } = 200;

    /// <summary>
    /// How the gradient is followed. Default <see cref="Optimizer.LBfgs"/> (Gatys et al. 2016, section 2.3) with a memory of 20 steps,
    /// which takes 40 images of memory. Adam takes a rate in units of the network's input, such as 2 for inputs from 0 to 255.
    /// </summary>
    public Optimizer Optimizer { get; init => field = Check.NotNull(value); } = Optimizer.LBfgs(memory: 20);

    /// <summary>
    /// Whether values are cut to those of pixels after each step, not only at the end. Default false: cuts disturb what L-BFGS knows of
    /// earlier steps, so that the loss may rise. Where it does not, as with GoogLeNet at 256 x 256 pixels, no
    /// colours are cut at the end.
    /// </summary>
    public bool StaysInPixelRange { get; init; }

    /// <summary>Steps from one snapshot to the next; 0, the default, for none.</summary>
    public int SnapshotEvery { get; init => field = Check.NotNegative(value); }

    /// <summary>Seed of a start from noise. Default 1.</summary>
    public ulong Seed { get; init; } = 1;
}
