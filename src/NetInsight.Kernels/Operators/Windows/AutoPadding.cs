namespace NetInsight.Kernels.Operators.Windows;

/// <summary>
/// Whether a window's padding is given, or follows from the input so that there are ceil(input / stride) outputs (ONNX auto_pad).
/// </summary>
internal enum AutoPadding
{
    /// <summary>As given (NOTSET).</summary>
    Explicit,

    /// <summary>The odd element of the padding goes after the input (SAME_UPPER).</summary>
    SameUpper,

    /// <summary>The odd element of the padding goes before the input (SAME_LOWER).</summary>
    SameLower,
}
