namespace NetInsight;

/// <summary>In whose pixels a region is given.</summary>
public enum RegionPlane
{
    /// <summary>In those of the map: for attributions the pixels of the network's input.</summary>
    Map,

    /// <summary>
    /// In those of the original image, as boxes of data sets are: the map's origin (<see cref="Heatmap.Origin"/>) says which of them it
    /// covers.
    /// </summary>
    OriginalImage,
}
