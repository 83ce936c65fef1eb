namespace NetInsight;

/// <summary>Which pixels <see cref="Road"/> removes first.</summary>
public enum RoadOrder
{
    /// <summary>Those of largest attribution (MoRF): the lower the curve, the more faithful the map.</summary>
    MostRelevantFirst,

    /// <summary>Those of smallest attribution (LeRF): the higher the curve, the more faithful the map.</summary>
    LeastRelevantFirst,
}
