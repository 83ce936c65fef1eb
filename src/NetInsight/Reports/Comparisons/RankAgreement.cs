using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Evaluation;
using NetInsight.Reports.Comparisons;

namespace NetInsight;

/// <summary>
/// How much attribution maps agree on which parts of an image matter more than others: Spearman's rank correlation of each pair. Immutable.
/// </summary>
/// <remarks>
/// Maps are averaged over a common grid of cells first, so that a map of 7 x 7 positions and one of single pixels can be compared. Ranks
/// are of signed values: what speaks against the target ranks lowest; maps without signs (saliency) rank it by its magnitude.
/// </remarks>
public sealed class RankAgreement
{
    private readonly double[] _correlations;

    internal RankAgreement(ImmutableArray<string> methods, IReadOnlyList<Heatmap> maps, int mostCells)
    {
        Methods = methods;
        _correlations = new double[methods.Length * methods.Length];
        if (methods.Length == 0)
            return;
        ImageCells cells = new(maps[0].Height, maps[0].Width, mostCells);
        (Rows, Columns) = (cells.Rows, cells.Columns);
        double[][] means = [.. maps.Select(cells.MeansOf)];
        for (int i = 0; i < means.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = i == j ? 1 : Correlation.Spearman(means[i], means[j]);
                (_correlations[i * means.Length + j], _correlations[j * means.Length + i]) = (value, value);
            }
        }
    }

    /// <summary>The methods that are compared: those with a map that is not empty, in their order.</summary>
    public ImmutableArray<string> Methods { get; }

    /// <summary>Rows of the common grid.</summary>
    public int Rows { get; }

    /// <summary>Columns of the common grid.</summary>
    public int Columns { get; }

    /// <summary>
    /// The correlation of two methods, from -1 (opposite order) to 1 (the same order); NaN where one map has the same value in all cells.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such method.</exception>
    public double this[int first, int second]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(first);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, Methods.Length);
            ArgumentOutOfRangeException.ThrowIfNegative(second);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(second, Methods.Length);
            return _correlations[first * Methods.Length + second];
        }
    }

    /// <summary>The mean correlation of a method with all others; NaN where there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such method.</exception>
    public double MeanOf(int method)
    {
        double sum = 0;
        int count = 0;
        for (int other = 0; other < Methods.Length; other++)
        {
            double value = this[method, other];
            if (other != method && double.IsFinite(value))
                (sum, count) = (sum + value, count + 1);
        }

        return count == 0 ? double.NaN : sum / count;
    }

    /// <summary>The mean correlation of all pairs; NaN where there is none.</summary>
    public double Mean
    {
        get
        {
            double[] pairs =
            [
                .. from first in Enumerable.Range(0, Methods.Length)
                   from second in Enumerable.Range(0, first)
                   where double.IsFinite(this[first, second])
                   select this[first, second],
            ];
            return pairs.Length == 0 ? double.NaN : pairs.Average();
        }
    }

    /// <summary>What the numbers are, and how much the methods agree.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Spearman rank correlation of {Methods.Length} maps over {Rows} x {Columns} cells (means over each cell's pixels); mean ")
        + (double.IsNaN(Mean) ? "not defined." : string.Create(CultureInfo.InvariantCulture, $"{Mean:0.00}."));
}
