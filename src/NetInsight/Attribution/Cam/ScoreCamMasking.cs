namespace NetInsight;

/// <summary>What <see cref="ScoreCam"/> multiplies by the masks that it makes of a layer's channels.</summary>
public enum ScoreCamMasking
{
    /// <summary>The network's input, as published: the whole network runs for each channel.</summary>
    Input,

    /// <summary>
    /// The layer's own output, all of its channels by one channel's mask: only the layers behind it run for each channel, which is many
    /// times faster. Not the published method: what earlier layers make of the masked image is left out.
    /// </summary>
    Layer,
}
