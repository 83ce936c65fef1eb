namespace NetInsight.Models;

/// <summary>The most probable class.</summary>
internal static class TopClass
{
    /// <summary>
    /// The index of the largest score (argmax); the first of equal ones. A NaN counts as the largest, as in NumPy and PyTorch.
    /// </summary>
    /// <param name="scores">Logits or probabilities of one input, one for each class; at least one.</param>
    public static int Of(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int k = 1; k < scores.Length && !float.IsNaN(scores[best]); k++)
        {
            if (scores[k] > scores[best] || float.IsNaN(scores[k]))
                best = k;
        }

        return best;
    }
}
