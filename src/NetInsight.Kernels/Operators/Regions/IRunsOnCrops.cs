using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>
/// An operator of feature maps that computes regions of its output on the GPU by cropping their receptive fields, padding included: the
/// crops of many regions, all of one size, are a batch of small feature maps over which the ordinary kernel runs.
/// </summary>
internal interface IRunsOnCrops : ISlidesWindow
{
    /// <summary>Value of crop positions outside the feature map.</summary>
    float PaddingValue { get; }

    /// <summary>
    /// The operator over crops of an input of these extents; null where it must tell padding from input, which a crop does not.
    /// </summary>
    Operator? OnCrops(FeatureMap input);
}
