namespace NetInsight.Gallery;

/// <summary>One image of a gallery.</summary>
/// <param name="Name">The file's name without its extension.</param>
/// <param name="Load">Reads it again: photographs are too large to keep them all.</param>
/// <param name="Thumbnail">The part that the network gets, small, resized from the original.</param>
/// <param name="Top">The network's first prediction.</param>
internal sealed record GalleryImage(string Name, Func<RgbImage> Load, RgbImage Thumbnail, Prediction Top);
