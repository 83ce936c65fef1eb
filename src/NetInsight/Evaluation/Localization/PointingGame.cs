using NetInsight.Evaluation.Localization;

namespace NetInsight;

/// <summary>
/// Pointing game: whether a map's largest value lies on the object, and which share of the map's positive values does. Answers whether an
/// attribution looks where a person would point (Zhang et al. 2016, arXiv:1608.00507; energy form: Wang et al. 2020,
/// arXiv:1910.01279).
/// </summary>
/// <remarks>
/// The point is the first largest value in row-major order. It hits where the least squared distance to a pixel of the region is below the
/// tolerance's square. The energy is the sum of positive values inside the region divided by the sum of all. A network that decides by the
/// background fails with a right map: the score judges map and network together. A large box is hit by chance: compare the energy with
/// <see cref="PointingGameScore.RegionShare"/>.
/// </remarks>
/// <example>
/// <code>
/// PointingGameScore score = PointingGame.Compute(
///     GradCam.Compute(model, photo), new PixelRectangle(40, 60, 120, 90), new PointingGameOptions { Plane = RegionPlane.OriginalImage });
/// Console.WriteLine($"{score.IsHit} {score.Energy:P0} of the map in {score.RegionShare:P0} of the image");
/// </code>
/// </example>
public static class PointingGame
{
    /// <summary>The score of an attribution and a box; values are taken about its <see cref="AttributionMap.Neutral"/> value.</summary>
    /// <param name="map">The attribution.</param>
    /// <param name="box">The object's box, in pixels of the plane that the options name. Pixels whose centres lie inside count.</param>
    /// <param name="options">Tolerance, and in whose pixels the box is given.</param>
    /// <exception cref="ArgumentException">
    /// The map covers nothing of the box, holds no finite value, or has no origin although the box is given in the original image's pixels.
    /// </exception>
    public static PointingGameScore Compute(AttributionMap map, PixelRectangle box, PointingGameOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Compute(map.Heatmap, box, options);
    }

    /// <summary>The score of any map and a box.</summary>
    /// <inheritdoc cref="Compute(AttributionMap, PixelRectangle, PointingGameOptions)"/>
    /// <param name="map">The map; values above its <see cref="Heatmap.Neutral"/> value are evidence.</param>
    /// <param name="box">The object's box, in pixels of the plane that the options name. Pixels whose centres lie inside count.</param>
    /// <param name="options">Tolerance, and in whose pixels the box is given.</param>
    public static PointingGameScore Compute(Heatmap map, PixelRectangle box, PointingGameOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        options ??= PointingGameOptions.Default;
        return new PointingGameScore(map, MapRegion.Of(map, box, options.Plane), options);
    }

    /// <summary>The score of an attribution and a mask.</summary>
    /// <inheritdoc cref="Compute(AttributionMap, PixelRectangle, PointingGameOptions)"/>
    /// <param name="map">The attribution.</param>
    /// <param name="mask">The object: values above 0, over the whole plane that the options name, of any size.</param>
    /// <param name="options">Tolerance, and over what the mask lies.</param>
    public static PointingGameScore Compute(AttributionMap map, Heatmap mask, PointingGameOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Compute(map.Heatmap, mask, options);
    }

    /// <summary>The score of any map and a mask.</summary>
    /// <inheritdoc cref="Compute(AttributionMap, PixelRectangle, PointingGameOptions)"/>
    /// <param name="map">The map; values above its <see cref="Heatmap.Neutral"/> value are evidence.</param>
    /// <param name="mask">The object: values above 0, over the whole plane that the options name, of any size.</param>
    /// <param name="options">Tolerance, and over what the mask lies.</param>
    public static PointingGameScore Compute(Heatmap map, Heatmap mask, PointingGameOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(mask);
        options ??= PointingGameOptions.Default;
        return new PointingGameScore(map, MapRegion.Of(map, mask, options.Plane), options);
    }
}
