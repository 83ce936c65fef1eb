namespace NetInsight.Kernels.Operators;

/// <summary>The order of a map's dimensions in memory. Whoever asks for a map gets it plain; the engine likes channels last.</summary>
internal enum Layout
{
    /// <summary>As the shape says: batch, channels, height, width.</summary>
    Nchw,

    /// <summary>Batch, height, width, channels: what one place of a map holds lies together.</summary>
    Nhwc,

    /// <summary>The operator computes in whichever order its inputs have.</summary>
    Any,
}
