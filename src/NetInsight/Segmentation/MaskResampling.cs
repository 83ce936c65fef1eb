using NetInsight.Imaging.Heatmaps;

namespace NetInsight.Segmentation;

/// <summary>A mask at another size.</summary>
internal static class MaskResampling
{
    /// <summary>Interpolated between the centres of pixels as 0 and 1; from a half on a pixel belongs to the object.</summary>
    public static bool[] Resample(bool[] mask, int height, int width, int newHeight, int newWidth)
    {
        if ((height, width) == (newHeight, newWidth))
            return mask;
        float[] values = [.. mask.Select(isObject => isObject ? 1f : 0f)];
        return [.. BilinearMap.Resample(values, height, width, newHeight, newWidth).Select(value => value >= 0.5f)];
    }
}
