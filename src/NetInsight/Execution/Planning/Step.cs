using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Planning;

/// <summary>One step of a plan: an operator packed for the device, and the slots that it reads and writes.</summary>
/// <param name="Layer">The layer's name, for messages.</param>
/// <param name="Operator">What is computed.</param>
/// <param name="Inputs">Slots read.</param>
/// <param name="Output">Slot written.</param>
internal sealed record Step(string Layer, Operator Operator, int[] Inputs, int Output)
{
    /// <summary>Whether the output is the first input's memory under another shape.</summary>
    public bool IsView => Operator.IsView;

    /// <summary>Slots whose memory is free after this step.</summary>
    public int[] Releases { get; set; } = [];

    /// <summary>The value that the output slot now holds, if a hook observes it; else null.</summary>
    public int? Observed { get; init; }
}
