using System.Collections.Immutable;
using NetInsight.Synthesis;

namespace NetInsight;

/// <summary>Images that were optimised, and how the objective grew.</summary>
public sealed class SynthesizedImages
{
    private readonly Preprocessing _preprocessing;
    private readonly ImmutableArray<ImmutableArray<double>> _values;
    private readonly ImmutableArray<ImmutableArray<double>> _penalties;

    internal SynthesizedImages(
        Preprocessing preprocessing,
        Tensor inputs,
        ImmutableArray<ImmutableArray<double>> values,
        ImmutableArray<ImmutableArray<double>> penalties)
    {
        (_preprocessing, Inputs, _values, _penalties) = (preprocessing, inputs, values, penalties);
    }

    /// <summary>The images as the network's input: images x channels x height x width, not rounded to pixels.</summary>
    public Tensor Inputs { get; }

    /// <summary>The number of images.</summary>
    public int Count => Inputs.Shape[0];

    /// <summary>Steps that were done.</summary>
    public int Steps => _values[0].Length;

    /// <summary>Whether the computation was cancelled: then the images are those after <see cref="Steps"/> steps.</summary>
    public bool IsCancelled { get; internal init; }

    /// <summary>
    /// The objective of each final image, without random transformations and before it is rounded to pixels; null where the computation was
    /// cancelled.
    /// </summary>
    public IReadOnlyList<double>? FinalValues { get; internal init; }

    /// <summary>Images in between: see <see cref="ImageSynthesisOptions.SnapshotEvery"/>.</summary>
    public IReadOnlyList<SynthesisSnapshot> Snapshots { get; internal init; } = [];

    /// <summary>How much each pixel of each image mattered; empty where that is not collected.</summary>
    internal ImmutableArray<Heatmap> Transparencies { get; init; } = [];

    /// <summary>What was computed, how, and with which seed.</summary>
    public string Caption { get; internal init; } = "";

    /// <summary>The objective of an image before each step, after that step's transformations (the mean over crops).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public IReadOnlyList<double> ValuesOf(int index = 0) => _values[Checked(index)];

    /// <summary>The sum of the penalties of an image before each step, which is subtracted from the objective.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public IReadOnlyList<double> PenaltiesOf(int index = 0) => _penalties[Checked(index)];

    /// <summary>
    /// How much each pixel of an image mattered: the magnitude of the objective's gradient with respect to the image, summed over channels
    /// and steps (the transparency of MaCo, Fel et al. 2023, arXiv:2306.06805). Not negative.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    /// <exception cref="InvalidOperationException">The technique does not collect it, such as <see cref="DeepDream"/>.</exception>
    public Heatmap TransparencyOf(int index = 0) => Transparencies.Length > Checked(index)
        ? Transparencies[index]
        : throw new InvalidOperationException("This technique does not collect how much each pixel mattered.");

    /// <summary>
    /// An image in which only what mattered is opaque: pixels whose <see cref="TransparencyOf"/> reaches a quantile, the others fade into a
    /// plain ground in proportion.
    /// </summary>
    /// <param name="index">The image's index.</param>
    /// <param name="quantile">The quantile, from 0 to 1. Default 0.8, as in the authors' Horama.</param>
    /// <param name="ground">The ground's colour; null for white.</param>
    /// <exception cref="ArgumentException">The network's input has other channels than an image.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image, or the quantile is out of range.</exception>
    /// <exception cref="InvalidOperationException">The technique does not collect it, such as <see cref="DeepDream"/>.</exception>
    public RgbImage ToFadedImage(int index = 0, double quantile = 0.8, RgbColor? ground = null)
    {
        Imaging.Check.Within(quantile, 0, 1, nameof(quantile));
        return TransparencyMask.Blend(ToImage(index), TransparencyOf(index), quantile, ground ?? RgbColor.White);
    }

    /// <summary>One image: values outside black and white are cut.</summary>
    /// <param name="index">Its index.</param>
    /// <exception cref="ArgumentException">The network's input has other channels than an image.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public RgbImage ToImage(int index) => _preprocessing.ToImage(Inputs, Checked(index));

    /// <summary>The image; of several all of them side by side, at most four in a row.</summary>
    /// <exception cref="ArgumentException">The network's input has other channels than an image.</exception>
    public RgbImage ToImage() => Count == 1
        ? ToImage(0)
        : ImageGrid.Arrange([.. Enumerable.Range(0, Count).Select(ToImage)], Math.Min(Count, 4), gap: 4);

    private int Checked(int index) => (uint)index < (uint)Count
        ? index
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} images.");
}
