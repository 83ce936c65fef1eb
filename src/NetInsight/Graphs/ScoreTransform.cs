namespace NetInsight.Graphs;

/// <summary>How the scores of a head become probabilities.</summary>
internal enum ScoreTransform
{
    /// <summary>The softmax of all classes' scores.</summary>
    Softmax,

    /// <summary>The sigmoid of each score.</summary>
    Sigmoid,

    /// <summary>The scores are the probabilities, times a constant.</summary>
    Scale,
}
