namespace NetInsight.Kernels.Operators.Windows;

/// <summary>An operator of maps each of whose results follows from a window of its first input.</summary>
internal interface ISlidesWindow
{
    /// <summary>The window that slides over maps of these extents, with explicit padding.</summary>
    Window WindowOver(FeatureMap input);
}
