using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="Stability"/> compares maps.</summary>
public sealed record StabilityOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static StabilityOptions Default { get; } = new();

    /// <summary>
    /// The sign of a pixel's value is certain where the mean over the choices is more than so many standard deviations between them from 0;
    /// positive. Default 2: if choices were drawn from a normal distribution, 98 % of them would give the same sign.
    /// </summary>
    public double Deviations { get; init => field = Check.Positive(value); } = 2;

    /// <summary>
    /// Whether each map is divided by its largest magnitude before it is compared. Default null: only maps of which only proportions have a
    /// meaning, which are class activation maps and guided Grad-CAM.
    /// </summary>
    public bool? Normalizes { get; init; }
}
