using NetInsight.Execution.Running;
using NetInsight.Graphs;

namespace NetInsight.Models;

/// <summary>
/// Runs of a graph that extends a model's by further nodes, on the model's device, with its memory and packed weights; the inputs may have
/// other sizes than the file states.
/// </summary>
/// <param name="engine">The engine over that graph.</param>
internal sealed class ExtendedRun(Engine engine)
{
    /// <summary>The requested values for the graph's inputs, in its order.</summary>
    /// <exception cref="ResourceLimitException">The run would need more memory than the model's limits allow.</exception>
    public Dictionary<int, Tensor> Run(Tensor[] inputs, IReadOnlySet<int> requested, CancellationToken cancellation) =>
        engine.Run(inputs, requested, new HashSet<int>(), null, cancellation);

    /// <summary>How many images run as one batch: as many as fit a budget and the model's limits.</summary>
    /// <param name="inputs">The shapes of the inputs for one image.</param>
    /// <param name="requested">The requested values.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of one batch.</param>
    /// <param name="most">The largest batch.</param>
    public int BatchSizeFor(Shape[] inputs, IReadOnlySet<int> requested, long memoryBudget, int most)
    {
        long elements = engine.PeakElements(inputs, requested);
        return Math.Min(BatchSize.Within(memoryBudget, elements, most), engine.LargestBatchOf(elements));
    }
}
