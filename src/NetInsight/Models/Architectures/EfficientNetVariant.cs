namespace NetInsight;

/// <summary>The sizes of EfficientNet, scaled together in width, depth and resolution.</summary>
public enum EfficientNetVariant
{
    /// <summary>224 x 224 pixels; 5.3 million parameters.</summary>
    B0,

    /// <summary>240 x 240 pixels; 7.8 million parameters.</summary>
    B1,

    /// <summary>288 x 288 pixels; 9.1 million parameters.</summary>
    B2,

    /// <summary>300 x 300 pixels; 12.2 million parameters.</summary>
    B3,

    /// <summary>380 x 380 pixels; 19.3 million parameters.</summary>
    B4,

    /// <summary>456 x 456 pixels; 30.4 million parameters.</summary>
    B5,

    /// <summary>528 x 528 pixels; 43.0 million parameters.</summary>
    B6,

    /// <summary>600 x 600 pixels; 66.3 million parameters.</summary>
    B7,
}
