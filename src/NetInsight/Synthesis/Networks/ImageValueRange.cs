namespace NetInsight;

/// <summary>How a network's elements stand for the values of pixels.</summary>
public enum ImageValueRange
{
    /// <summary>From 0 (black) to 1 (white).</summary>
    ZeroToOne,

    /// <summary>From 0 (black) to 255 (white).</summary>
    ZeroTo255,

    /// <summary>From -1 (black) to 1 (white).</summary>
    MinusOneToOne,

    /// <summary>As <see cref="Model.Preprocessing"/> makes the input: scaled, mean subtracted, divided.</summary>
    Preprocessing,
}
