namespace NetInsight;

/// <summary>A picture and the name by which results speak of it.</summary>
/// <param name="Id">The name, such as that of a file; no two pictures of one set have the same.</param>
/// <param name="Image">The picture.</param>
public sealed record NamedImage(string Id, RgbImage Image);
