using System.Globalization;

namespace NetInsight;

/// <summary>How exactly patches alone activate their units, as <see cref="MaximallyActivatingPatches.Verify"/> found.</summary>
/// <param name="Checked">How many patches were looked at.</param>
/// <param name="LargestDifference">The largest difference of an activation from that in the whole picture.</param>
/// <param name="LargestScore">The largest magnitude of these activations in the whole pictures.</param>
public readonly record struct PatchCheck(int Checked, double LargestDifference, double LargestScore)
{
    /// <summary>
    /// The largest difference as a share of the largest activation: some 1e-6 where all is right, roundings; 0 where nothing was looked at.
    /// </summary>
    public double Relative => LargestScore > 0 ? LargestDifference / LargestScore : LargestDifference;

    /// <summary>The check as a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Checked} patches alone on an empty input: activations differ by at most {LargestDifference:0.###E0} ({Relative:0.###E0} of the largest).");
}
