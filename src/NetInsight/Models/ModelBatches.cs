using NetInsight.Execution.Running;

namespace NetInsight.Models;

/// <summary>
/// The batches of one call of a technique: see <see cref="BatchSequence"/>. Runs of one image before and after them wait for none.
/// </summary>
internal sealed class ModelBatches : IDisposable
{
    /// <summary>Begins.</summary>
    /// <param name="engine">The model's engine.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of the batches that run at once.</param>
    public ModelBatches(Engine engine, long memoryBudget) => Sequence = new BatchSequence(engine.Runner.Batches, memoryBudget);

    /// <summary>The sequence.</summary>
    public BatchSequence Sequence { get; }

    /// <summary>Ends.</summary>
    public void Dispose() => Sequence.Dispose();
}
