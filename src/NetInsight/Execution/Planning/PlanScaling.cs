namespace NetInsight.Execution.Planning;

/// <summary>Derives the plan for another batch from one that is there: the same steps over larger or smaller slots.</summary>
/// <remarks>
/// Fusion and layouts depend on shapes only by their ranks, their extents behind the batch, and by whether two are equal. Where the first
/// extent of every value grows with the batch and all others stay, a plan made anew would be the same but for the extents of its slots.
/// </remarks>
internal static class PlanScaling
{
    /// <summary>The plan for other shapes of the graph's values; null where it must be made anew.</summary>
    /// <param name="plan">A plan for the same requested and observed values.</param>
    /// <param name="known">The shapes of all values for which it was made.</param>
    /// <param name="shapes">The other shapes.</param>
    /// <param name="batch">The batches of the inputs, of the plan that is there and of the other.</param>
    public static Plan? Of(Plan plan, Dictionary<int, Shape> known, Dictionary<int, Shape> shapes, (int Known, int Other) batch)
    {
        if (batch.Known <= 0 || batch.Other <= 0 || shapes.Count != known.Count)
            return null;
        foreach ((int value, Shape shape) in shapes)
        {
            if (!known.TryGetValue(value, out Shape own) || !Scales(own, shape, batch))
                return null;
        }

        Slot[] slots = new Slot[plan.Slots.Length];
        for (int index = 0; index < slots.Length; index++)
        {
            Slot slot = plan.Slots[index];
            slots[index] = slot.Constant is null
                ? new Slot(shapes[plan.Values[index]].Expand(slot.LogicalShape.Rank), slot.IsNhwc)
                : slot;
        }

        return new Plan(plan.Steps, slots, plan.Inputs, plan.Requested) { Values = plan.Values };
    }

    private static bool Scales(Shape known, Shape other, (int Known, int Other) batch) =>
        known.Rank > 0 && known.Rank == other.Rank && known[0] > 0
        && (long)known[0] * batch.Other == (long)other[0] * batch.Known
        && known.Dimensions[1..].SequenceEqual(other.Dimensions[1..]);
}
