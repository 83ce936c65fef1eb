using NetInsight.Execution.Planning;
using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Execution.Incremental;

/// <summary>
/// Runs a network on one picture with many rectangles of it replaced, computing only what each rectangle changes. Exact: every place that may differ from
/// the clean run is computed from the places that it sees (Nakandala et al. 2019, Incremental and approximate inference for faster occlusion-based deep CNN
/// explanations, SIGMOD), here with rectangles clipped for each mask and of any size in one batch.
/// </summary>
/// <remarks>
/// <code>
///   mask -> dirty rectangle -> dirty rectangle -> ... -> nearly all dirty: whole maps -> logits
///              |  values of all masks of a batch, one behind the other
///   clean maps of the unchanged picture stand behind them
/// </code>
/// </remarks>
internal abstract class IncrementalRun : IDisposable
{
    /// <summary>Masks beyond which a batch gains nothing more.</summary>
    public abstract int LargestBatch { get; }

    /// <summary>The numbers that one of these masks changes at most, over all slots together; where a device widens the masks of a batch to one size, in that size.</summary>
    public abstract long LargestCount(ReadOnlySpan<Region> masks);

    /// <summary>A value of the network for the unchanged picture, plain.</summary>
    public abstract Tensor Clean(int value);

    /// <summary>A value of the network for each of some masks, plain, one behind the other.</summary>
    /// <param name="masks">The rectangles.</param>
    /// <param name="whole">The plan for so many pictures.</param>
    /// <param name="value">The wanted value.</param>
    public abstract Tensor Run(ReadOnlySpan<Region> masks, Plan whole, int value);

    /// <summary>Lets go of the maps of the unchanged picture.</summary>
    public abstract void Dispose();
}
