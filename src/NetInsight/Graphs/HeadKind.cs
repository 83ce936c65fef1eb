namespace NetInsight;

/// <summary>What an output of a network holds, and so how probabilities of classes come from it.</summary>
public enum HeadKind
{
    /// <summary>
    /// No classes: a feature map, boxes, landmarks, an embedding, class indices.
    /// <see cref="Model.Classify(RgbImage, int, CancellationToken)"/> and occlusion refuse it.
    /// </summary>
    None,

    /// <summary>
    /// Probabilities of classes that exclude each other and sum to 1 (or logarithms or percentages of them): the file computes the softmax.
    /// </summary>
    Softmax,

    /// <summary>
    /// Probabilities that do not exclude each other: the file computes the sigmoid. Several values are labels, each with a probability of
    /// its own. One value p stands for two classes: class 0 has the probability 1 - p, class 1 has p.
    /// </summary>
    Sigmoid,

    /// <summary>Scores of classes that exclude each other: their softmax gives the probabilities.</summary>
    Logits,

    /// <summary>
    /// Scores that do not exclude each other: the sigmoid of each gives its probability. One value stands for two classes, as for
    /// <see cref="Sigmoid"/>. Never recognised, since such scores look like <see cref="Logits"/>: choose it by
    /// <see cref="ModelOptions.Head"/>.
    /// </summary>
    SigmoidLogits,
}
