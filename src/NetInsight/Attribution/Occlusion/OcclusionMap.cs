using System.Collections.Immutable;
using NetInsight.Attribution.Occlusion;

namespace NetInsight;

/// <summary>
/// The result of one occlusion run: the target's value at every position, for classes the outputs of all classes too, and the maps drawn
/// from them.
/// </summary>
/// <remarks>Immutable. Maps refer to pixels of the network's input, which is the image resized and cropped.</remarks>
public sealed partial class OcclusionMap : AttributionMap
{
    private readonly Labels? _labels;
    private readonly string _note;
    private readonly HeatmapOrigin? _origin;
    private readonly ClassScore? _score;
    private readonly double _largestElement, _gain;
    private readonly Tensor _logits;
    private readonly Tensor _probabilities;
    private Heatmap? _drop;
    private Tensor? _values;

    internal OcclusionMap(
        Model model, OccludedInput occluded, Fill fill, OcclusionRuns runs, ImmutableArray<OcclusionGrid> grids, double error)
        : base(occluded.Source, runs.Explained)
    {
        (Fill, Grids, MeasuredError) = (fill, grids, error);
        (_labels, _origin) = (model.Labels, occluded.Source.Origin);
        _note = model.PreprocessingSource.Note is { Length: > 0 } note ? $" {note}" : "";
        (_score, _largestElement, _gain) = (runs.Score, runs.LargestElement, runs.LargestError);
        _logits = runs.Original.Logits;
        _probabilities = runs.Original.Probabilities(model.ClassifierHead);
    }

    /// <summary>The baseline that replaced occluded pixels.</summary>
    public Fill Fill { get; }

    /// <summary>
    /// The largest difference of a probability from the exact one, of the target where that is no class, measured on up to eight positions;
    /// 0 where <see cref="OcclusionOptions.Tolerance"/> is 0.
    /// </summary>
    public double MeasuredError { get; }

    /// <summary>
    /// One grid of positions for each window of the options; then, with <see cref="OcclusionOptions.Refine"/>, one for each refined window.
    /// </summary>
    public ImmutableArray<OcclusionGrid> Grids { get; }

    /// <summary>The number of classes; 0 where the target is a part of a layer, of which no class is known.</summary>
    public int ClassCount => _logits.Shape[1];

    /// <summary>The probability of a class, from 0 to 1, with nothing occluded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public float BaseProbability(int target) => _probabilities[0, Checked(target)];

    /// <summary>The logit of a class with nothing occluded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public float BaseLogit(int target) => _logits[0, Checked(target)];

    /// <summary>The attribution of each pixel to the explained target: <see cref="Drop"/>.</summary>
    public override Heatmap Heatmap => _drop ??= Drop();

    /// <summary>The attribution of each pixel to the explained target, 1 x 1 x height x width, NaN outside the region.</summary>
    public override Tensor Values => _values ??= new Tensor(new Shape(1, 1, Height, Width), Heatmap.Values);

    /// <summary>
    /// The attribution of each pixel to the target, or to another class: base value minus the value with the pixel occluded, averaged over
    /// all windows that cover it (Captum's Occlusion). Positive where occlusion lowers the value; in the unit of the target
    /// (<see cref="ExplainedTarget.Unit"/>). NaN outside the region. The map knows which rectangle of the image given to
    /// <see cref="Occlusion"/> it covers (<see cref="Heatmap.Origin"/>), and which values are rounding errors
    /// (<see cref="RoundingFloor"/>).
    /// </summary>
    /// <param name="target">A class; null for the explained target.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    /// <exception cref="InvalidOperationException">A class is given, but the target is a part of a layer.</exception>
    public Heatmap Drop(int? target = null)
    {
        int? k = target is null ? Target.ClassIndex : Checked(target.Value);
        double[] sum = new double[Height * Width];
        int[] count = new int[Height * Width];
        foreach (OcclusionGrid grid in Grids)
        {
            for (int row = 0; row < grid.Rows; row++)
            {
                for (int column = 0; column < grid.Columns; column++)
                    Spread(grid.RectangleAt(row, column), DropAt(grid, row, column, k), sum, count);
            }
        }

        float[] mean = new float[sum.Length];
        for (int i = 0; i < mean.Length; i++)
            mean[i] = (float)(sum[i] / count[i]);
        ColorScale scale = ColorScale.Symmetric(mean);
        double floor = FloorOf(k);
        string caption = DropCaption(k) + RangeText(scale.Maximum, floor) + _note;
        return new Heatmap(Height, Width, mean, caption, Colormap.RedBlue, scale).WithOrigin(_origin).WithRoundingFloor(floor);
    }

    /// <summary>
    /// The probability of a class at each position of the window, rows x columns (Zeiler and Fergus 2014, arXiv:1311.2901, section 4.2);
    /// dark where occlusion lowers it.
    /// </summary>
    /// <param name="target">The class; null for the explained one.</param>
    /// <param name="grid">The window's index in <see cref="Grids"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class or window.</exception>
    /// <exception cref="InvalidOperationException">No class is given, and the target is none; or it is a part of a layer.</exception>
    public Heatmap ProbabilityMap(int? target = null, int grid = 0)
    {
        int k = Checked(target ?? Target.ClassIndex ?? throw new InvalidOperationException(
            $"Name the class whose probability is drawn: the map explains {Target}, which is no single class."));
        OcclusionGrid positions = GridAt(grid);
        float[] values = new float[positions.Rows * positions.Columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = positions.Probability(i / positions.Columns, i % positions.Columns, k);
        return new Heatmap(positions.Rows, positions.Columns, values, ProbabilityCaption(k, positions), Colormap.Viridis)
            .WithOrigin(_origin?.Within(positions.Region));
    }

    /// <summary>The explained target's value less that with the window at a position.</summary>
    internal double DropAt(OcclusionGrid grid, int row, int column) => DropAt(grid, row, column, Target.ClassIndex);

    /// <summary>Base value minus the value with the window at a position, for a class; null for the explained target.</summary>
    private double DropAt(OcclusionGrid grid, int row, int column, int? target) => (target, _score) switch
    {
        (null, _) => Target.Score - grid.Score(row, column),
        ({ } k, ClassScore.Probability) => (double)BaseProbability(k) - grid.Probability(row, column, k),
        ({ } k, ClassScore.LogProbability) => Log(BaseProbability(k)) - Log(grid.Probability(row, column, k)),
        ({ } k, _) => (double)BaseLogit(k) - grid.Logit(row, column, k),
    };

    private static double Log(float probability) => Math.Log(Math.Max(probability, float.Epsilon));

    private OcclusionGrid GridAt(int grid) => (uint)grid < (uint)Grids.Length
        ? Grids[grid]
        : throw new ArgumentOutOfRangeException(nameof(grid), grid, $"There are {Grids.Length} windows.");

    private int Checked(int target) => (uint)target < (uint)ClassCount ? target
        : ClassCount == 0 ? throw new InvalidOperationException(
            $"The map holds no classes: it explains {Target}, and the network was computed only as far as that.")
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
