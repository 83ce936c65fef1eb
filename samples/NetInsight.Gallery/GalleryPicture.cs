namespace NetInsight.Gallery;

/// <summary>One picture of a gallery.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Load">Reads it anew: photographs are too large to keep them all.</param>
/// <param name="Thumbnail">What the network sees of it, small, in as many pixels as the photograph has for it.</param>
/// <param name="Answer">The network's first answer.</param>
internal sealed record GalleryPicture(string Name, Func<RgbImage> Load, RgbImage Thumbnail, Prediction Answer);
