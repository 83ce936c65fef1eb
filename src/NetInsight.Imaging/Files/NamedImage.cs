namespace NetInsight;

/// <summary>An image and the name by which results refer to it.</summary>
/// <param name="Id">The name, such as that of a file; unique within a set.</param>
/// <param name="Image">The image.</param>
public sealed record NamedImage(string Id, RgbImage Image);
