using NetInsight.Graphs;

namespace NetInsight.Attribution.Occlusion;

/// <summary>What inputs, occluded or not, make of the network's output.</summary>
/// <param name="Logits">The scores of all classes, inputs x classes; inputs x 0 where the target is no class.</param>
/// <param name="Targets">The explained target's value for each input.</param>
internal sealed record OcclusionScores(Tensor Logits, double[] Targets)
{
    /// <summary>The probabilities of all classes.</summary>
    public Tensor Probabilities(Head head, int threads = 1) => Logits.Count == 0 ? Logits : head.Probabilities(Logits, threads);

    /// <summary>A stretch of the inputs.</summary>
    public OcclusionScores Slice(int start, int count)
    {
        int classes = Logits.Shape[1];
        Tensor logits = new(new Shape(count, classes), Logits.AsSpan().Slice(start * classes, count * classes));
        return new OcclusionScores(logits, Targets[start..(start + count)]);
    }
}
