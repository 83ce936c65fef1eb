namespace NetInsight.Kernels.Operators.Windows;

/// <summary>A window that moves over maps, as kernels take it: explicit padding, and the maps before and after.</summary>
internal readonly record struct GpuWindow(WindowAxis Rows, WindowAxis Columns, FeatureMap Input, FeatureMap Output)
{
    /// <summary>The window over maps of stored shapes.</summary>
    public static GpuWindow Of(Window window, Shape input, Shape output)
    {
        FeatureMap from = FeatureMap.OfNhwc(input);
        Window rule = window.For(from);
        return new GpuWindow(rule.Rows, rule.Columns, from, FeatureMap.OfNhwc(output));
    }
}
