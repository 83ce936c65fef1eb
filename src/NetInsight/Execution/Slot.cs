namespace NetInsight;

/// <summary>A place for a tensor in a plan.</summary>
/// <param name="Plain">The shape as users see it.</param>
/// <param name="IsChannelsLast">Whether it is stored channels last.</param>
/// <param name="Constant">The tensor, where it is known before any run.</param>
internal sealed record Slot(Shape Plain, bool IsChannelsLast, Tensor? Constant = null)
{
    /// <summary>The shape as stored.</summary>
    public Shape Stored { get; } = IsChannelsLast ? Plain.Permute(Transpose.ToChannelsLast(Plain.Rank).Permutation.AsSpan()) : Plain;

    /// <summary>
    /// Whether both orders are the same line of numbers, as for maps of one place or one channel: reordering then needs no copy.
    /// </summary>
    public static bool OrdersAgree(Shape plain) => plain.Rank < 3 || plain[1] == 1 || plain.Count == 0 || plain.Count == plain[0] * plain[1];
}
