using System.Collections.Immutable;

namespace NetInsight.FeatureSpace;

/// <summary>Lists of named images, one for each point, for drawing.</summary>
internal static class ImageLists
{
    /// <summary>The images, without their names.</summary>
    /// <param name="images">One named image for each point.</param>
    /// <param name="points">The number of points.</param>
    /// <param name="ids">The points' names, where they are known: the images must have the same in the same order.</param>
    /// <param name="name">The caller's parameter.</param>
    /// <exception cref="ArgumentException">There is not one image for each point, one is null, or a name is another.</exception>
    public static RgbImage[] Pixels(IReadOnlyList<NamedImage> images, int points, ImmutableArray<string>? ids, string name)
    {
        ArgumentNullException.ThrowIfNull(images, name);
        PointMatrix.CheckEach(images, points, "images", name);
        PointMatrix.CheckSame(ids, [.. images.Select(image => image.Id)], "images", name);
        RgbImage[] pixels = [.. images.Select(image => image.Image)];
        PointMatrix.CheckEach(pixels, points, "images", name);
        return pixels;
    }
}
