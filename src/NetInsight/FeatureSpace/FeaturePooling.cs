namespace NetInsight;

/// <summary>How the positions of a feature map are reduced when a layer's output becomes a row of features.</summary>
public enum FeaturePooling
{
    /// <summary>None: channels x height x width values, channel after channel. A fully connected layer's output is unchanged.</summary>
    None,

    /// <summary>One value for each channel: the mean over all positions (global average pooling).</summary>
    Average,

    /// <summary>One value for each channel: the maximum over all positions (global max pooling).</summary>
    Maximum,
}
