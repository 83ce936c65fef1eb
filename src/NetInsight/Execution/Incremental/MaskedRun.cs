using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators.Regions;

namespace NetInsight.Execution.Incremental;

/// <summary>The logits of one picture under many masks: what a technique of attribution asks of a network.</summary>
internal sealed class MaskedRun(Engine engine, IncrementalRun run, Shape input, int logits, bool hasFixedBatch) : IDisposable
{
    /// <summary>The logits of the unchanged picture, 1 x classes.</summary>
    public Tensor Clean
    {
        get
        {
            Tensor clean = run.Clean(logits);
            return clean.Reshape(Head.AsMatrix(clean.Shape));
        }
    }

    /// <summary>As many masks as keep a batch within so many bytes; at least one.</summary>
    /// <param name="masks">The masks.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="wanted">What the caller wants; null for what is best. A network made for one picture takes one in any case.</param>
    public int BatchFor(ReadOnlySpan<Region> masks, long bytes, int? wanted)
    {
        if (hasFixedBatch || wanted is not null)
            return hasFixedBatch ? 1 : wanted!.Value;
        return (int)Math.Clamp(bytes / sizeof(float) / Math.Max(run.LargestCount(masks), 1), 1, Math.Min(run.LargestBatch, engine.LargestBatch(input, logits)));
    }

    /// <summary>The logits under each mask, masks x classes.</summary>
    public Tensor Logits(ReadOnlySpan<Region> masks)
    {
        if (hasFixedBatch && masks.Length > 1)
            throw new ArgumentException("The network takes one picture at a time.", nameof(masks));
        Tensor result = run.Run(masks, engine.PlanFor(input.With(0, masks.Length), logits), logits);
        Shape matrix = Head.AsMatrix(result.Shape);
        return matrix[0] == masks.Length ? result.Reshape(matrix) : throw new InvalidOperationException(
            $"The network makes {matrix[0]} rows of logits of {masks.Length} pictures, so that pictures cannot be told apart. BatchSize 1 may help.");
    }

    /// <summary>Lets go of the maps of the unchanged picture.</summary>
    public void Dispose() => run.Dispose();
}
