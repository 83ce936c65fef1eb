using NetInsight.Execution.Running;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>How many inputs of a shape run as one batch to the logits: as requested, else as many as fit the budget.</summary>
    /// <param name="input">The shape of one input, 1 x channels x height x width.</param>
    /// <param name="memoryBudget">Bytes for the feature maps of one batch.</param>
    /// <param name="requested">The caller's choice; null for as many as the budget allows, at most <see cref="BatchSize.Largest"/>.</param>
    internal int BatchSizeFor(Shape input, long memoryBudget, int? requested) =>
        requested ?? BatchSize.Within(memoryBudget, PeakElements(input));

    /// <summary>One value for a batch of inputs.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="value">The value's index, such as <see cref="LogitsValue"/>.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <param name="batchInvariant">Whether, on the CPU, the bits of an image's elements do not depend on the rest of the batch.</param>
    internal Tensor RunValue(Tensor input, int value, CancellationToken cancellation, bool batchInvariant = false) =>
        Run(input, [value], [], batchInvariant, cancellation)[value];

    /// <summary>One layer's output for several inputs, run as one batch.</summary>
    /// <param name="inputs">The inputs, each 1 x channels x height x width; at least one.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="cancellation">Stops the run.</param>
    internal Tensor RunTogether(Tensor[] inputs, string layer, CancellationToken cancellation) =>
        Run(BatchSlices.Join(inputs), [layer], cancellationToken: cancellation)[layer];
}
