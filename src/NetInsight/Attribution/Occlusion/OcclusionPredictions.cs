using System.Collections.Immutable;
using NetInsight.Graphs;

namespace NetInsight;

/// <summary>A network's predictions for an image under each of several masks: see <see cref="Occlusion"/>. Immutable.</summary>
public sealed class OcclusionPredictions
{
    private readonly Tensor _baseLogits, _baseProbabilities, _logits, _probabilities;

    internal OcclusionPredictions(Head head, ImmutableArray<PixelRectangle> masks, Tensor baseLogits, Tensor logits, double error)
    {
        (Masks, MeasuredError) = (masks, error);
        (_baseLogits, _baseProbabilities) = (baseLogits, head.Probabilities(baseLogits));
        (_logits, _probabilities) = (logits, head.Probabilities(logits));
    }

    /// <summary>The masks, in pixels of the network's input.</summary>
    public ImmutableArray<PixelRectangle> Masks { get; }

    /// <summary>The number of classes.</summary>
    public int ClassCount => _logits.Shape[1];

    /// <summary>
    /// The largest difference of a probability from the exact one, measured on up to eight of the masks; 0 where
    /// <see cref="OcclusionOptions.Tolerance"/> is 0.
    /// </summary>
    public double MeasuredError { get; }

    /// <summary>The probability of a class, from 0 to 1, with nothing occluded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public float BaseProbability(int target) => _baseProbabilities[0, target];

    /// <summary>The logit of a class with nothing occluded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public float BaseLogit(int target) => _baseLogits[0, target];

    /// <summary>The probability of a class, from 0 to 1, under a mask.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mask or class.</exception>
    public float Probability(int mask, int target) => _probabilities[mask, target];

    /// <summary>The logit of a class under a mask.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mask or class.</exception>
    public float Logit(int mask, int target) => _logits[mask, target];
}
