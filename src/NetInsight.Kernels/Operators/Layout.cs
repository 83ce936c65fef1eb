namespace NetInsight.Kernels.Operators;

/// <summary>The memory layout of a feature map. Users and hooks see NCHW; the engine computes in NHWC where operators do.</summary>
internal enum Layout
{
    /// <summary>Batch, channels, height, width: the storage shape is the logical shape.</summary>
    Nchw,

    /// <summary>Batch, height, width, channels: the channels of one position are contiguous.</summary>
    Nhwc,

    /// <summary>The operator computes in the layout of its inputs.</summary>
    Any,
}
