namespace NetInsight;

/// <summary>The network's score for one class of an image.</summary>
/// <param name="Class">The class's index in the network's output, from 0.</param>
/// <param name="Label">Its name, or <c>class 386</c> where the model has no labels.</param>
/// <param name="Probability">
/// Its probability, from 0 to 1. Classes of a softmax share 1; labels of a sigmoid have each a probability of their own.
/// </param>
/// <param name="Logit">Its score before the softmax or sigmoid: see <see cref="Model.Logits"/>.</param>
public readonly record struct Prediction(int Class, string Label, float Probability, float Logit);
