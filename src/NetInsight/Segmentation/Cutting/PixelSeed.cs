namespace NetInsight.Segmentation.Cutting;

/// <summary>What is known of a pixel before the segmentation.</summary>
internal enum PixelSeed : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is an example of the foreground.</summary>
    Foreground,

    /// <summary>It is an example of the background.</summary>
    Background,
}
