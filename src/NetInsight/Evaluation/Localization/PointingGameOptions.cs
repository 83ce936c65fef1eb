using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="PointingGame"/> counts.</summary>
public sealed record PointingGameOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static PointingGameOptions Default { get; } = new();

    /// <summary>
    /// The distance in pixels of the map below which a peak outside the region still hits; positive. Default 15 (Zhang et al.
    /// 2016). At most 1 asks for a peak inside.
    /// </summary>
    public double Tolerance { get; init => field = Check.Positive(value); } = 15;

    /// <summary>In whose pixels the region is given. Default <see cref="RegionPlane.Map"/>.</summary>
    public RegionPlane Plane { get; init => field = Check.Defined(value); } = RegionPlane.Map;
}
