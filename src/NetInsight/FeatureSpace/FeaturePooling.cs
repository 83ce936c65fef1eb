namespace NetInsight;

/// <summary>
/// How the positions of a feature map are reduced when a layer's output becomes a row of features. Tokens of a transformer are such
/// positions; those that stand for none, such as the class token, are left out of means and maxima.
/// </summary>
public enum FeaturePooling
{
    /// <summary>
    /// None: channels x height x width values, channel after channel; of tokens, token after token. A fully connected layer's output is
    /// unchanged.
    /// </summary>
    None,

    /// <summary>One value for each channel: the mean over all positions (global average pooling).</summary>
    Average,

    /// <summary>One value for each channel: the maximum over all positions (global max pooling).</summary>
    Maximum,
}
