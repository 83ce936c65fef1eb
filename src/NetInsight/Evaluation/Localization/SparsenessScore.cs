using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The result of <see cref="Sparseness"/>. Immutable.</summary>
public sealed class SparsenessScore
{
    internal SparsenessScore(double gini, double entropy, double halfShare, int positions, double neutral, int missing)
    {
        (Gini, Entropy, HalfShare) = (gini, entropy, halfShare);
        string about = neutral == 0 ? "" : $" about {Digits.Of(neutral)}";
        string left = missing == 0 ? "" : $" {missing:N0} positions without a finite value are left out.";
        Caption = string.Create(
            CultureInfo.InvariantCulture,
            $"Sparseness of the magnitudes{about} at {positions:N0} positions: ")
            + (double.IsNaN(gini)
                ? $"none, since no magnitude is above 0.{left}"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Gini index {gini:0.000} (0: spread evenly; 1: one position), entropy {entropy:0.00} of at most "
                    + $"{Math.Log(positions):0.00} nats; {halfShare:0.##%} of the positions hold half of the sum.{left}"));
    }

    /// <summary>
    /// The Gini index of the magnitudes: 0 where all are equal, 1 - 1/n where one of n positions has all. NaN where all are 0.
    /// </summary>
    public double Gini { get; }

    /// <summary>
    /// The entropy of the magnitudes divided by their sum, in nats: 0 where one position has all, ln n where all are equal (complexity:
    /// Bhatt et al. 2020, arXiv:2005.00631). NaN where all are 0.
    /// </summary>
    public double Entropy { get; }

    /// <summary>The smallest share of positions that holds half of the sum of magnitudes, above 0 to 0.5. NaN where all are 0.</summary>
    public double HalfShare { get; }

    /// <summary>The numbers, and what they mean.</summary>
    public string Caption { get; }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;
}
