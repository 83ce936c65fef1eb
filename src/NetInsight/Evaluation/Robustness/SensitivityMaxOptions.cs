using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// The noise of <see cref="SensitivityMax"/>. The defaults are those of Captum; Quantus takes a radius of 0.2 and 200 samples, which gives
/// other numbers: compare only scores of the same options.
/// </summary>
public sealed record SensitivityMaxOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static SensitivityMaxOptions Default { get; } = new();

    /// <summary>
    /// The largest change of an element of the preprocessed input, as a share of the standard deviation of its elements; positive. Default
    /// 0.02: Captum's 0.02 is meant for inputs that are normalised to a deviation of about 1. The caption states the change in units of the
    /// input.
    /// </summary>
    public double Radius { get; init => field = Check.Positive(value); } = 0.02;

    /// <summary>The number of noisy copies, each one call of the technique; positive. Default 10.</summary>
    public int Samples { get; init => field = Check.Positive(value); } = 10;

    /// <summary>Seed of the noise. Default 1. Fewer samples are the first of more.</summary>
    public ulong Seed { get; init; } = 1;
}
