using System.Collections.Immutable;
using NetInsight.Attribution.Occlusion;

namespace NetInsight;

/// <summary>The result of one occlusion run: the outputs of all classes at every position, and the maps drawn from them.</summary>
/// <remarks>Immutable. Maps refer to pixels of the network's input, which is the image resized and cropped.</remarks>
public sealed partial class OcclusionMap
{
    private readonly Labels? _labels;
    private readonly Preprocessing _preprocessing;
    private readonly string _note;
    private readonly HeatmapOrigin? _origin;
    private readonly Tensor _logits;
    private readonly Tensor _probabilities;

    internal OcclusionMap(
        Model model,
        OccludedInput occluded,
        OcclusionOptions options,
        int target,
        Tensor logits,
        ImmutableArray<OcclusionGrid> grids,
        double error)
    {
        MeasuredError = error;
        _labels = model.Labels;
        _preprocessing = model.Preprocessing;
        _note = model.PreprocessingSource.Note is { Length: > 0 } note ? $" {note}" : "";
        _origin = occluded.Origin;
        (Height, Width, Fill, Output, Target, Grids) = (occluded.Height, occluded.Width, options.Fill, options.Output, target, grids);
        _logits = logits;
        _probabilities = model.ClassifierHead.Probabilities(logits);
    }

    /// <summary>Rows of the network's input.</summary>
    public int Height { get; }

    /// <summary>Columns of the network's input.</summary>
    public int Width { get; }

    /// <summary>The explained class.</summary>
    public int Target { get; }

    /// <summary>Its name.</summary>
    public string Label => Model.LabelOf(_labels, Target);

    /// <summary>The baseline that replaced occluded pixels.</summary>
    public Fill Fill { get; }

    /// <summary>Whether drops are of the logit, of the probability or of its logarithm.</summary>
    public OcclusionOutput Output { get; }

    /// <summary>
    /// The largest difference of a probability from the exact one, measured on up to eight positions; 0 where
    /// <see cref="OcclusionOptions.Tolerance"/> is 0.
    /// </summary>
    public double MeasuredError { get; }

    /// <summary>
    /// One grid of positions for each window of the options; then, with <see cref="OcclusionOptions.Refine"/>, one for each refined window.
    /// </summary>
    public ImmutableArray<OcclusionGrid> Grids { get; }

    /// <summary>The number of classes.</summary>
    public int ClassCount => _logits.Shape[1];

    /// <summary>The probability of a class, from 0 to 1, with nothing occluded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public float BaseProbability(int target) => _probabilities[0, Checked(target)];

    /// <summary>The logit of a class with nothing occluded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public float BaseLogit(int target) => _logits[0, Checked(target)];

    /// <summary>
    /// The attribution of each pixel to a class: base value minus the value with the pixel occluded, averaged over all windows that cover
    /// it (Captum's Occlusion). Positive where occlusion lowers the class's value; in the units of <see cref="Output"/>. NaN outside the
    /// region. The map knows which rectangle of the image given to <see cref="Occlusion"/> it covers (<see cref="Heatmap.Origin"/>), and
    /// which values are rounding errors (<see cref="RoundingFloor"/>).
    /// </summary>
    /// <param name="target">The class; null for the explained one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public Heatmap Drop(int? target = null)
    {
        int k = Checked(target ?? Target);
        double[] sum = new double[Height * Width];
        int[] count = new int[Height * Width];
        foreach (OcclusionGrid grid in Grids)
        {
            for (int row = 0; row < grid.Rows; row++)
            {
                for (int column = 0; column < grid.Columns; column++)
                {
                    Spread(grid.RectangleAt(row, column), DropAt(grid, row, column, k), sum, count);
                }
            }
        }

        float[] mean = new float[sum.Length];
        for (int i = 0; i < mean.Length; i++)
            mean[i] = (float)(sum[i] / count[i]);
        ColorScale scale = ColorScale.Symmetric(mean);
        double floor = RoundingFloor(k);
        string caption = DropCaption(k) + RangeText(scale.Maximum, floor) + _note;
        return new Heatmap(Height, Width, mean, caption, Colormap.RedBlue, scale)
            .WithOrigin(_origin).WithRoundingFloor(floor);
    }

    /// <summary>
    /// The probability of a class at each position of the window, rows x columns (Zeiler and Fergus 2014, arXiv:1311.2901, section 4.2);
    /// dark where occlusion lowers it.
    /// </summary>
    /// <param name="target">The class; null for the explained one.</param>
    /// <param name="grid">The window's index in <see cref="Grids"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class or window.</exception>
    public Heatmap ProbabilityMap(int? target = null, int grid = 0)
    {
        int k = Checked(target ?? Target);
        OcclusionGrid positions = GridAt(grid);
        float[] values = new float[positions.Rows * positions.Columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = positions.Probability(i / positions.Columns, i % positions.Columns, k);
        return new Heatmap(positions.Rows, positions.Columns, values, ProbabilityCaption(k, positions), Colormap.Viridis)
            .WithOrigin(_origin?.Within(positions.Region));
    }

    /// <summary>Base value minus the value with the window at a position, for a class.</summary>
    internal double DropAt(OcclusionGrid grid, int row, int column, int target) => Output switch
    {
        OcclusionOutput.Probability => (double)BaseProbability(target) - grid.Probability(row, column, target),
        OcclusionOutput.LogProbability => Log(BaseProbability(target)) - Log(grid.Probability(row, column, target)),
        _ => (double)BaseLogit(target) - grid.Logit(row, column, target),
    };

    private static double Log(float probability) => Math.Log(Math.Max(probability, float.Epsilon));

    private OcclusionGrid GridAt(int grid) => (uint)grid < (uint)Grids.Length
        ? Grids[grid]
        : throw new ArgumentOutOfRangeException(nameof(grid), grid, $"There are {Grids.Length} windows.");

    private int Checked(int target) => (uint)target < (uint)ClassCount
        ? target
        : throw new ArgumentOutOfRangeException(
            nameof(target), target, $"The network has {ClassCount} classes, 0 to {ClassCount - 1}.");

    private void Spread(PixelRectangle rectangle, double drop, double[] sum, int[] count)
    {
        for (int row = rectangle.Top; row < rectangle.Top + rectangle.Height; row++)
        {
            for (int i = row * Width + rectangle.Left; i < row * Width + rectangle.Left + rectangle.Width; i++)
            {
                sum[i] += drop;
                count[i]++;
            }
        }
    }
}
