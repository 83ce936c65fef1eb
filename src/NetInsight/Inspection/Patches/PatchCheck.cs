using System.Globalization;

namespace NetInsight;

/// <summary>How exactly patches alone activate their units: the result of <see cref="MaximallyActivatingPatches.Verify"/>.</summary>
/// <param name="Checked">The number of patches that were checked.</param>
/// <param name="LargestDifference">The largest difference of an activation from that in the whole image.</param>
/// <param name="LargestScore">The largest magnitude of these activations in the whole images.</param>
public readonly record struct PatchCheck(int Checked, double LargestDifference, double LargestScore)
{
    /// <summary>
    /// The largest difference as a share of the largest activation: about 1e-6, rounding, where patches are right; 0 where none was
    /// checked.
    /// </summary>
    public double Relative => LargestScore > 0 ? LargestDifference / LargestScore : LargestDifference;

    /// <summary>The check as a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Checked} patches alone on an input of zeros: activations differ by at most {LargestDifference:0.###E0} "
        + $"({Relative:0.###E0} of the largest).");
}
