using NetInsight.Imaging;
using NetInsight.Synthesis.Style;

namespace NetInsight;

/// <summary>How <see cref="TextureSynthesis"/> optimises images.</summary>
public sealed record TextureSynthesisOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static TextureSynthesisOptions Default { get; } = new();

    /// <summary>
    /// Layers whose Gram matrices are taken over, with weights. Default null: the first stage at each of the first five sizes, with equal
    /// weights that sum to 1; see <see cref="StyleTransfer"/>.
    /// </summary>
    public IReadOnlyList<LayerWeight>? GramLayers { get; init => field = StyleLayers.Checked(value); }

    /// <summary>
    /// How squared differences of Gram matrices are scaled. Default: relative to the squares of the texture's matrix. <see
    /// cref="GramScale.Quarter"/> is the paper's (equation 4), for a VGG whose mean activations are 1.
    /// </summary>
    public GramScale Scale { get; init => field = Check.Defined(value); } = GramScale.Relative;

    /// <summary>
    /// The weight of the sum of losses; positive. Default 1,000: it changes the images as little as rounding does, but keeps gradients well
    /// above the smallest steps that L-BFGS takes.
    /// </summary>
    public double Weight { get; init => field = Check.Positive(value); } = 1000;

    /// <summary>
    /// The weight of the mean squared difference of neighbouring pixels, in shares of the range of pixels; not negative. Default 0, as in
    /// the paper.
    /// </summary>
    public double Smoothness { get; init => field = Check.NotNegative(value); }

    /// <summary>
    /// The long side in pixels to which a larger texture is reduced; positive. Default 256, as in the paper. Null for its own size.
    /// </summary>
    public int? LongSide { get; init => field = Check.Positive(value); } = 256;

    /// <summary>The images' height and width. Default those of the texture as it is used.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>The number of images, from different starts; from 1 to 256. Default 1.</summary>
    public int Images { get; init => field = Check.Within(value, 1, 256); } = 1;

    /// <summary>The number of steps; positive. Default 200.</summary>
    public int Steps { get; init => field = Check.Positive(value); } = 200;

    /// <summary>How the gradient is followed. Default <see cref="Optimizer.LBfgs"/>, as in the paper, with a memory of 20 steps.</summary>
    public Optimizer Optimizer { get; init => field = Check.NotNull(value); } = Optimizer.LBfgs(memory: 20);

    /// <summary>
    /// Whether values are cut to those of pixels after each step, not only at the end. Default false: cuts disturb what L-BFGS knows of
    /// earlier steps, so that the loss may rise. Where it does not, as with GoogLeNet at 256 x 256 pixels, no
    /// colours are cut at the end.
    /// </summary>
    public bool StaysInPixelRange { get; init; }

    /// <summary>Steps from one snapshot to the next; 0, the default, for none.</summary>
    public int SnapshotEvery { get; init => field = Check.NotNegative(value); }

    /// <summary>Seed of the starts. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Bytes for the feature maps and gradients of one batch; positive. Default 512 MiB. One image runs in any case.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = 512L << 20;
}
