using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Execution.Incremental;

/// <summary>How a step of a plan follows a change of part of its inputs.</summary>
internal enum DirtyRule
{
    /// <summary>It puts the network's input into the order of maps: the change is the mask itself.</summary>
    Input,

    /// <summary>Its result is its input.</summary>
    Same,

    /// <summary>A window slides over a map: <see cref="ISlidesWindow"/>.</summary>
    Window,

    /// <summary>Each place follows from the same place of the inputs.</summary>
    Pointwise,

    /// <summary>No rule: the whole result is computed anew.</summary>
    Whole,
}
