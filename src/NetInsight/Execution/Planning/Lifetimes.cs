namespace NetInsight.Execution.Planning;

/// <summary>
/// Finds after which step of a plan each slot's memory is free again; a view counts as a use of the memory that it looks at.
/// </summary>
internal static class Lifetimes
{
    /// <summary>Marks the steps with the slots that they release.</summary>
    public static void Mark(Plan plan)
    {
        int[] owner = Owners(plan);
        int[] lastUse = Enumerable.Repeat(-1, plan.Slots.Length).ToArray();
        for (int index = 0; index < plan.Steps.Length; index++)
        {
            Step step = plan.Steps[index];
            lastUse[owner[step.Output]] = index;
            foreach (int input in step.Inputs)
                lastUse[owner[input]] = index;
        }

        HashSet<int> held = [.. plan.Requested.Values.Select(slot => owner[slot]), .. plan.Inputs];
        int[] counts = new int[plan.Steps.Length];
        for (int slot = 0; slot < owner.Length; slot++)
        {
            if (IsReleased(slot))
                counts[lastUse[slot]]++;
        }

        for (int index = 0; index < counts.Length; index++)
            plan.Steps[index].Releases = counts[index] == 0 ? [] : new int[counts[index]];
        for (int slot = owner.Length - 1; slot >= 0; slot--)
        {
            if (IsReleased(slot))
                plan.Steps[lastUse[slot]].Releases[--counts[lastUse[slot]]] = slot;
        }

        bool IsReleased(int slot) =>
            owner[slot] == slot && lastUse[slot] >= 0 && !held.Contains(slot) && plan.Slots[slot].Constant is null;
    }

    /// <summary>The most elements that the plan's slots hold at once.</summary>
    public static long Peak(Plan plan)
    {
        long held = 0, peak = 0;
        HashSet<int> begun = [];
        foreach (Step step in plan.Steps)
        {
            held += step.IsView || !begun.Add(step.Output) ? 0 : plan.Slots[step.Output].LogicalShape.Count;
            peak = Math.Max(peak, held);
            foreach (int slot in step.Releases)
                held -= plan.Slots[slot].LogicalShape.Count;
        }

        return peak;
    }

    /// <summary>For each slot the slot whose memory it is: itself, or of a view the one that it looks at.</summary>
    private static int[] Owners(Plan plan)
    {
        int[] owner = [.. Enumerable.Range(0, plan.Slots.Length)];
        foreach (Step step in plan.Steps.Where(step => step.IsView))
            owner[step.Output] = owner[step.Inputs[0]];
        return owner;
    }
}
