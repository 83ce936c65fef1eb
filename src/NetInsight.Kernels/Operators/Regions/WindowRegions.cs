using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Regions;

/// <summary>Which regions of input and output depend on each other through a sliding window with explicit padding.</summary>
internal static class WindowRegions
{
    /// <summary>The output positions, of a feature map of the given extents, whose windows span any position of an input region.</summary>
    public static Region OutputRegion(this in Window window, Region input, FeatureMap output)
    {
        (int top, int bottom) = window.Rows.OutputRange(input.Top, input.Bottom, output.Height);
        (int left, int right) = window.Columns.OutputRange(input.Left, input.Right, output.Width);
        return input.IsEmpty ? default : Region.Between(top, left, bottom, right);
    }

    /// <summary>The input positions, padding included, that the windows of an output region span.</summary>
    public static Region InputRegion(this in Window window, Region output)
    {
        (int top, int height) = window.Rows.InputRange(output.Top, output.Height);
        (int left, int width) = window.Columns.InputRange(output.Left, output.Width);
        return new Region(top, left, height, width);
    }
}
