namespace NetInsight;

/// <summary>What becomes of a map's places when a layer's output becomes one row of numbers.</summary>
public enum FeaturePooling
{
    /// <summary>All are kept: channels x height x width numbers, channel after channel. A fully connected layer is as it is.</summary>
    None,

    /// <summary>One number for each channel: its mean over all places.</summary>
    Average,

    /// <summary>One number for each channel: its largest.</summary>
    Maximum,
}
