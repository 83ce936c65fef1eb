namespace NetInsight.Execution.Running;

/// <summary>How many inputs run as one batch within a memory budget.</summary>
internal static class BatchSize
{
    /// <summary>The largest batch that is chosen for whole runs: beyond it throughput does not grow.</summary>
    public const int Largest = 32;

    /// <summary>As many as fit the budget, from 1 to <paramref name="largest"/>: one runs in any case.</summary>
    /// <param name="memoryBudget">Bytes for the feature maps of a batch.</param>
    /// <param name="elements">The elements that the feature maps of one input hold at once; each takes four bytes.</param>
    /// <param name="largest">The largest batch.</param>
    public static int Within(long memoryBudget, long elements, int largest = Largest) =>
        (int)Math.Clamp(memoryBudget / sizeof(float) / Math.Max(elements, 1), 1, largest);
}
