namespace NetInsight.Kernels.Operators.Windows;

/// <summary>An operator of feature maps each of whose outputs depends on one window of its first input.</summary>
internal interface ISlidesWindow
{
    /// <summary>The window over an input of these extents, with explicit padding.</summary>
    Window WindowOver(FeatureMap input);
}
