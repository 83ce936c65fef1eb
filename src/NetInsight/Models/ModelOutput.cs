using NetInsight.Imaging;

namespace NetInsight;

/// <summary>An output of a network and what was recognised in it: see <see cref="Model.Outputs"/>.</summary>
/// <param name="Name">
/// Its name in the file (escaped as a <see cref="Layer"/>'s), by which <see cref="ModelOptions.Output"/> chooses it.
/// </param>
/// <param name="Shape">Its shape for one image; null where the file leaves the input's size open.</param>
/// <param name="Head">What it holds: as recognised, or <see cref="ModelOptions.Head"/> for the chosen output.</param>
/// <param name="Reason">By what it was recognised, as a sentence.</param>
public sealed record ModelOutput(string Name, Shape? Shape, HeadKind Head, string Reason)
{
    /// <summary>Name, shape and kind, such as <c>output1 1x1000 Logits</c>.</summary>
    public override string ToString() => Printable.Escape($"{Name} {(Shape is { } shape ? $"{shape} " : "")}{Head}");
}
