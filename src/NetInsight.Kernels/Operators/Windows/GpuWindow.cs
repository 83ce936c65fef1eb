namespace NetInsight.Kernels.Operators.Windows;

/// <summary>A sliding window as a GPU kernel's argument: explicit padding, and the extents of input and output.</summary>
internal readonly record struct GpuWindow(WindowAxis Rows, WindowAxis Columns, FeatureMap Input, FeatureMap Output)
{
    /// <summary>The window over feature maps of these storage shapes (NHWC).</summary>
    public static GpuWindow Of(Window window, Shape input, Shape output)
    {
        FeatureMap from = FeatureMap.OfNhwc(input);
        Window padded = window.For(from);
        return new GpuWindow(padded.Rows, padded.Columns, from, FeatureMap.OfNhwc(output));
    }
}
