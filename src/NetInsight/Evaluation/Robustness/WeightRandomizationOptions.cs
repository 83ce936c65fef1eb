using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="WeightRandomization"/> changes a network.</summary>
public sealed record WeightRandomizationOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static WeightRandomizationOptions Default { get; } = new();

    /// <summary>
    /// The largest number of stages; positive. Default 12. Each is one run of the technique. Layers with weights are divided evenly among
    /// them, from the output to the input; a network with fewer such layers has a stage for each.
    /// </summary>
    public int Stages { get; init => field = Check.Positive(value); } = 12;

    /// <summary>Which layers are randomised at a stage. Default <see cref="RandomizationOrder.Cascading"/>.</summary>
    public RandomizationOrder Order { get; init => field = Check.Defined(value); } = RandomizationOrder.Cascading;

    /// <summary>By what weights are replaced. Default <see cref="WeightReinitialization.Normal"/>.</summary>
    public WeightReinitialization Reinitialization { get; init => field = Check.Defined(value); } = WeightReinitialization.Normal;

    /// <summary>Seed of the new weights. Default 1. The same seed gives the same weights whatever the number of stages.</summary>
    public ulong Seed { get; init; } = 1;
}
