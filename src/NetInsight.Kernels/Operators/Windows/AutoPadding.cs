namespace NetInsight.Kernels.Operators.Windows;

/// <summary>Whether a window's padding is given, or follows from the input so that there are ceil(input / stride) outputs.</summary>
internal enum AutoPadding
{
    /// <summary>As given.</summary>
    Explicit,

    /// <summary>An odd pixel of padding goes after the map.</summary>
    SameUpper,

    /// <summary>An odd pixel of padding goes before the map.</summary>
    SameLower,
}
