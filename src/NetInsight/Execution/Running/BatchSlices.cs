using NetInsight.Execution.Planning;

namespace NetInsight.Execution.Running;

/// <summary>
/// A batch cut into pieces that run side by side, each by one thread if there are enough: they need not wait for each other after every layer, and their maps
/// stay in the caches. How a batch is cut does not depend on the threads, so that the bits do not either.
/// </summary>
internal static class BatchSlices
{
    /// <summary>Batches smaller than this run whole.</summary>
    private const int Smallest = 4;

    /// <summary>Pictures of each piece: about four, and an even number of pieces. One piece where cutting is of no use.</summary>
    public static int[] Of(int batch)
    {
        if (batch < Smallest)
            return [batch];
        int count = 2 * ((batch + 7) / 8);
        return [.. Enumerable.Range(0, count).Select(piece => batch * (piece + 1) / count - batch * piece / count)];
    }

    /// <summary>Whether no step of a plan for several pictures lets one picture see another.</summary>
    public static bool AreIndependent(Plan plan, int pictures)
    {
        return plan.Steps.All(step => step.Operator.IsPerImage && Counts(plan.Slots[step.Output]) && step.Inputs.All(slot =>
            plan.Slots[slot].Constant is null ? Counts(plan.Slots[slot]) : IsShared(plan.Slots[slot], plan.Slots[step.Output])));

        bool Counts(Slot slot) => slot.LogicalShape.Rank >= 2 && slot.LogicalShape[0] == pictures;
    }

    private static bool IsShared(Slot constant, Slot output) => constant.LogicalShape.Rank < output.LogicalShape.Rank || constant.LogicalShape[0] == 1;

    /// <summary>All pieces of a batch.</summary>
    public static Tensor[] Cut(Tensor batch, int[] pieces) => [.. pieces.Select((count, piece) => Cut(batch, pieces[..piece].Sum(), count))];

    /// <summary>Part of a batch.</summary>
    public static Tensor Cut(Tensor batch, int first, int count)
    {
        int picture = batch.Count / batch.Shape[0];
        return new Tensor(batch.Shape.With(0, count), batch.AsSpan().Slice(first * picture, count * picture));
    }

    /// <summary>The parts as one batch.</summary>
    public static Tensor Join(Tensor[] parts)
    {
        Tensor batch = Tensor.Uninitialized(parts[0].Shape.With(0, parts.Sum(part => part.Shape[0])));
        int start = 0;
        foreach (Tensor part in parts)
        {
            part.AsSpan().CopyTo(batch.AsSpan()[start..]);
            start += part.Count;
        }

        return batch;
    }
}
