using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Execution.Incremental;

/// <summary>How the dirty regions of a step's result follow from those of its inputs.</summary>
internal enum DirtyRule
{
    /// <summary>The step stores the network's input as NHWC: the replaced region itself is dirty.</summary>
    Input,

    /// <summary>The result is the input.</summary>
    Same,

    /// <summary>A window slides over a map: <see cref="ISlidesWindow"/>.</summary>
    Window,

    /// <summary>Each position follows from the same position of the inputs.</summary>
    Pointwise,

    /// <summary>No rule: the whole result is computed anew.</summary>
    Whole,
}
