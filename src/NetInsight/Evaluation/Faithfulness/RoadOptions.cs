using System.Collections.Immutable;
using System.Globalization;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="Road"/> removes pixels.</summary>
public sealed record RoadOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static RoadOptions Default { get; } = new();

    /// <summary>
    /// The fractions of pixels that are removed, increasing, above 0 and below 1. Default 0.1, 0.2, ..., 0.9.
    /// </summary>
    public ImmutableArray<double> Fractions { get; init => field = Checked(value); } = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

    /// <summary>Which pixels go first. Default <see cref="RoadOrder.MostRelevantFirst"/>.</summary>
    public RoadOrder Order { get; init => field = Check.Defined(value); } = RoadOrder.MostRelevantFirst;

    /// <summary>
    /// The standard deviation of the noise that is added to imputed elements, as a share of the standard deviation of the preprocessed
    /// input's elements; not negative. Default 0.01: the paper's program adds 0.01 to inputs that are normalised to a deviation of about 1.
    /// </summary>
    public double Noise { get; init => field = Check.NotNegative(value); } = 0.01;

    /// <summary>Seed of the noise. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// The number of inputs in a batch; positive. By default as many as fit <see cref="MemoryBudget"/>, at most 32. On the CPU the result
    /// has the same bits for every size.
    /// </summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>Bytes for the feature maps of a batch; positive. Default 512 MiB. One input at a time runs in any case.</summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = 512L << 20;

    private static ImmutableArray<double> Checked(ImmutableArray<double> fractions)
    {
        if (fractions.IsDefaultOrEmpty)
            throw new ArgumentException($"{nameof(Fractions)} must hold at least one fraction.", nameof(Fractions));
        for (int i = 0; i < fractions.Length; i++)
        {
            if (!(fractions[i] > (i == 0 ? 0 : fractions[i - 1]) && fractions[i] < 1))
            {
                string given = string.Join(", ", fractions.Select(fraction => fraction.ToString(CultureInfo.InvariantCulture)));
                throw new ArgumentException(
                    $"{nameof(Fractions)} must be above 0, below 1 and increasing, but are [{given}].", nameof(Fractions));
            }
        }

        return fractions;
    }

    /// <inheritdoc/>
    public bool Equals(RoadOptions? other) =>
        other is not null && Fractions.SequenceEqual(other.Fractions) && Order == other.Order && Noise == other.Noise && Seed == other.Seed
        && BatchSize == other.BatchSize && MemoryBudget == other.MemoryBudget;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Fractions.Length, Fractions[0], Order, Noise, Seed, BatchSize, MemoryBudget);
}
