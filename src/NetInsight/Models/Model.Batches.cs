using NetInsight.Execution.Incremental;
using NetInsight.Execution.Running;
using NetInsight.Models.Occluded;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>How many inputs of a shape run as one batch to the logits: as requested, else as many as fit the budget.</summary>
    /// <param name="input">The shape of one input, 1 x channels x height x width.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of one batch.</param>
    /// <param name="requested">The caller's choice; null for as many as the budget allows, at most <see cref="BatchSize.Largest"/>.</param>
    internal int BatchSizeFor(Shape input, long memoryBudget, int? requested) =>
        requested ?? BatchSize.Within(memoryBudget, PeakElements(input));

    /// <summary>One layer's output for several inputs, run as one batch.</summary>
    /// <param name="inputs">The inputs, each 1 x channels x height x width; at least one.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="cancellation">Stops the run.</param>
    internal Tensor RunTogether(Tensor[] inputs, string layer, CancellationToken cancellation) =>
        Run(BatchSlices.Join(inputs), [layer], cancellationToken: cancellation)[layer];

    /// <summary>Runs an input to the logits, and keeps what runs on the input with rectangles replaced by a baseline share.</summary>
    /// <param name="input">The input, 1 x channels x height x width.</param>
    /// <param name="baseline">What replaces the pixels of a mask, of the same shape.</param>
    /// <param name="isIncremental">Whether only what a mask changes is computed; else each occluded input runs whole.</param>
    /// <param name="tolerance">
    /// Changes of a feature map below this share of its largest magnitude are not followed further; 0 for exact runs.
    /// </param>
    /// <param name="cancellation">Stops this run and all that follow.</param>
    internal OccludedRun RunOccluded(Tensor input, Tensor baseline, bool isIncremental, float tolerance, CancellationToken cancellation)
    {
        if (!isIncremental)
            return new WholeOccludedRun(this, input, baseline, cancellation);
        ClassifierHead.RequireClasses();
        IncrementalSession session = OpenIncremental(input, baseline, LogitsValue, tolerance, cancellation);
        try
        {
            return new IncrementalOccludedRun(session, ClassifierHead);
        }
        catch
        {
            session.Dispose();          // the network is no classifier
            throw;
        }
    }
}
