namespace NetInsight;

/// <summary>The order of a map's dimensions in memory. Whoever asks for a map gets it plain; the engine likes channels last.</summary>
internal enum MemoryOrder
{
    /// <summary>As the shape says: batch, channels, height, width.</summary>
    Plain,

    /// <summary>Batch, height, width, channels: what one place of a map holds lies together.</summary>
    ChannelsLast,

    /// <summary>The operator computes in whichever order its inputs have.</summary>
    Either,
}
