using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Execution.Planning;

/// <summary>A tensor of a plan: its shape and layout, and its elements where they are known before any run.</summary>
/// <param name="LogicalShape">The shape that users see, NCHW.</param>
/// <param name="IsNhwc">Whether it is stored as NHWC.</param>
/// <param name="Constant">The tensor, as stored, where it is known before any run.</param>
internal sealed record Slot(Shape LogicalShape, bool IsNhwc, Tensor? Constant = null)
{
    /// <summary>The shape as stored.</summary>
    public Shape StorageShape { get; } = IsNhwc
        ? LogicalShape.Permute(Transpose.ToNhwc(LogicalShape.Rank).Permutation.AsSpan())
        : LogicalShape;

    /// <summary>
    /// Whether NCHW and NHWC are the same sequence of elements, as for maps of one position or one channel: reordering then needs no copy.
    /// </summary>
    public static bool LayoutsCoincide(Shape logical) =>
        logical.Rank < 3 || logical[1] == 1 || logical.Count == 0 || logical.Count == logical[0] * logical[1];
}
