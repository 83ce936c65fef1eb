using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Execution.Planning;

/// <summary>A place for a tensor in a plan.</summary>
/// <param name="LogicalShape">The shape as users see it.</param>
/// <param name="IsNhwc">Whether it is stored channels last.</param>
/// <param name="Constant">The tensor, where it is known before any run.</param>
internal sealed record Slot(Shape LogicalShape, bool IsNhwc, Tensor? Constant = null)
{
    /// <summary>The shape as stored.</summary>
    public Shape StorageShape { get; } = IsNhwc ? LogicalShape.Permute(Transpose.ToNhwc(LogicalShape.Rank).Permutation.AsSpan()) : LogicalShape;

    /// <summary>
    /// Whether both orders are the same line of numbers, as for maps of one place or one channel: reordering then needs no copy.
    /// </summary>
    public static bool LayoutsCoincide(Shape plain) => plain.Rank < 3 || plain[1] == 1 || plain.Count == 0 || plain.Count == plain[0] * plain[1];
}
