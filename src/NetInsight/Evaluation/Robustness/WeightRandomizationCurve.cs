using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Evaluation;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// The result of <see cref="WeightRandomization"/>: how like the original map those of networks with random weights are. Immutable.
/// </summary>
public sealed class WeightRandomizationCurve
{
    internal WeightRandomizationCurve(ExplainedTarget target, ImmutableArray<RandomizedStage> stages, string definition)
    {
        (Target, Stages) = (target, stages);
        RandomizedStage last = stages[^1];
        Caption = string.Create(
            CultureInfo.InvariantCulture,
            $"{definition} Rank correlation with the original map at the last stage: magnitudes {last.AbsoluteCorrelation:0.000}, signed "
            + $"values {last.SignedCorrelation:0.000}; mean over {stages.Length - 1} stages: {MeanAbsoluteCorrelation:0.000}, "
            + $"{MeanSignedCorrelation:0.000}. Near 0: the map depends on what the network has learned.");
    }

    /// <summary>What is explained, with its value in the unchanged network.</summary>
    public ExplainedTarget Target { get; }

    /// <summary>
    /// The stages: first the unchanged network, whose correlations are 1 (NaN where its map is constant), then from the output to the
    /// input.
    /// </summary>
    public ImmutableArray<RandomizedStage> Stages { get; }

    /// <summary>
    /// <see cref="RandomizedStage.AbsoluteCorrelation"/> of the last stage; with <see cref="RandomizationOrder.Cascading"/> that of a
    /// network without anything learned. The figure to judge by.
    /// </summary>
    public double FinalAbsoluteCorrelation => Stages[^1].AbsoluteCorrelation;

    /// <summary><see cref="RandomizedStage.SignedCorrelation"/> of the last stage.</summary>
    public double FinalSignedCorrelation => Stages[^1].SignedCorrelation;

    /// <summary>The mean of the magnitudes' correlations over all changed stages where it is defined; NaN where it is nowhere.</summary>
    public double MeanAbsoluteCorrelation => Mean(stage => stage.AbsoluteCorrelation);

    /// <summary>The mean of the signed values' correlations, likewise.</summary>
    public double MeanSignedCorrelation => Mean(stage => stage.SignedCorrelation);

    /// <summary>What was done, and the correlations.</summary>
    public string Caption { get; }

    /// <summary>
    /// The magnitudes' correlations as a chart without text: stages from left to right, correlations from 0 at the bottom (negative ones
    /// lie there too) to 1 at the top. Lines mark the quarters.
    /// </summary>
    /// <param name="height">Rows; default 200.</param>
    /// <param name="width">Columns; default 300.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public RgbImage ToImage(int height = 200, int width = 300)
    {
        Check.Positive(height, nameof(height));
        Check.Positive(width, nameof(width));
        ImmutableArray<double> fractions = [.. Stages.Select((_, index) => (double)index / (Stages.Length - 1))];
        return CurveDrawing.Draw(
            fractions, [.. Stages.Select(stage => stage.AbsoluteCorrelation)], new ColorScale(0, 1), height, width);
    }

    /// <summary>The maps of all stages in reading order, each on its own scale.</summary>
    /// <param name="columns">Maps a row; positive. Default 7.</param>
    public RgbImage MapsToImage(int columns = 7) =>
        ImageGrid.Arrange([.. Stages.Select(stage => stage.Map.ToImage())], Check.Positive(columns, nameof(columns)), gap: 4);

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;

    private double Mean(Func<RandomizedStage, double> correlation)
    {
        double[] defined = [.. Stages.Skip(1).Select(correlation).Where(double.IsFinite)];
        return defined.Length == 0 ? double.NaN : defined.Average();
    }
}
