using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>
/// An operator of maps that computes part of its result on a graphics card by cutting what that part sees out of the map, padding included: the cuts of
/// many windows, all of one size, are a batch of small maps, over which the ordinary kernel runs.
/// </summary>
internal interface IRunsOnCrops : ISlidesWindow
{
    /// <summary>What places beyond the map hold in a cut.</summary>
    float Outside { get; }

    /// <summary>The operator that runs over cuts of maps of these extents; null where a cut cannot tell padding from map.</summary>
    Operator? OnCrops(FeatureMap input);
}
