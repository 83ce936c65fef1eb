using NetInsight.Graphs.Gradients.Targets;
using NetInsight.Imaging;
using NetInsight.Models;

namespace NetInsight;

/// <summary>
/// The number that a technique explains or seeks: the score of a class, a difference of two, or the activation of a unit, a channel or a
/// layer. For a batch each image has its own.
/// </summary>
/// <remarks>
/// A target is a value of the network, weighted element by element and summed. It belongs to no model; names and indices are checked when
/// it is used.
/// </remarks>
/// <example>
/// <code>
/// Tensor gradient = model.Gradient(input, Target.Class("African elephant"));
/// Tensor contrast = model.Gradient(input, Target.Difference(386, 385));
/// Tensor unit = model.Gradient(input, Target.Unit("layer3", channel: 17, row: 5, column: 5));
/// </code>
/// </example>
public abstract partial record Target
{
    private protected Target()
    {
    }

    /// <summary>The parameter by which all techniques take their target, for messages.</summary>
    internal static string ParameterName => "target";

    /// <summary>
    /// The class with the largest score, for each image by itself; of equal ones the first. The default of every technique.
    /// </summary>
    public static Target Top { get; } = new ClassTarget(null, ClassScore.Logit);

    /// <summary>A class by its index.</summary>
    /// <param name="index">The index, from 0. For a head of one sigmoid there are two classes, 0 (not) and 1.</param>
    /// <param name="score">What of it is explained. Default: its logit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative, or the score is not defined.</exception>
    public static Target Class(int index, ClassScore score = ClassScore.Logit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new ClassTarget(new ClassReference(index, null), Check.Defined(score));
    }

    /// <summary>A class by its name.</summary>
    /// <param name="label">
    /// A label of the model, or one of the synonyms that a label separates by commas; case is ignored.
    /// </param>
    /// <param name="score">What of it is explained. Default: its logit.</param>
    /// <exception cref="ArgumentException">The label is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The score is not defined.</exception>
    public static Target Class(string label, ClassScore score = ClassScore.Logit)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        return new ClassTarget(new ClassReference(-1, label), Check.Defined(score));
    }

    /// <summary>The class with the largest score, and what of it is explained; <see cref="Top"/> is its logit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The score is not defined.</exception>
    public static Target TopClass(ClassScore score) => new ClassTarget(null, Check.Defined(score));

    /// <summary>By how much one class's score exceeds another's: what speaks for the first and against the second.</summary>
    /// <param name="index">The index of the first class, from 0.</param>
    /// <param name="other">The index of the second.</param>
    /// <param name="score">What of them is compared. Default: their logits.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative, or the score is not defined.</exception>
    /// <exception cref="ArgumentException">Both are the same class.</exception>
    public static Target Difference(int index, int other, ClassScore score = ClassScore.Logit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(other);
        return index != other
            ? new DifferenceTarget(new ClassReference(index, null), new ClassReference(other, null), Check.Defined(score))
            : throw new ArgumentException($"Both are class {index}: their difference is 0.", nameof(other));
    }

    /// <summary>By how much one class's score exceeds another's, both by name as for <see cref="Class(string, ClassScore)"/>.</summary>
    /// <exception cref="ArgumentException">A label is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The score is not defined.</exception>
    public static Target Difference(string label, string other, ClassScore score = ClassScore.Logit)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        ArgumentException.ThrowIfNullOrWhiteSpace(other);
        return new DifferenceTarget(new ClassReference(-1, label), new ClassReference(-1, other), Check.Defined(score));
    }

    /// <summary>One element of a layer's output.</summary>
    /// <param name="layer">The layer's name, as <see cref="Model.Layers"/> lists it.</param>
    /// <param name="channel">The channel, from 0; for outputs batch x features the feature.</param>
    /// <param name="row">The row, from 0; 0 where the output has none.</param>
    /// <param name="column">The column, from 0; 0 where the output has none.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative.</exception>
    public static Target Unit(string layer, int channel, int row = 0, int column = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        return new UnitTarget(layer, channel, row, column);
    }

    /// <summary>The mean of a channel over all positions, as feature visualization takes it (Olah et al. 2017).</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="channel">The channel, from 0; for outputs batch x features the feature itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">The channel is negative.</exception>
    public static Target Channel(string layer, int channel)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        return new ChannelTarget(layer, channel);
    }

    /// <summary>The mean of all elements of a layer's output, for each image.</summary>
    /// <param name="layer">The layer's name.</param>
    public static Target Layer(string layer)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return new LayerTarget(layer);
    }

    /// <summary>A weighted sum of a layer's elements: masks, directions in feature space, boxes and embeddings are written so.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="weights">
    /// The weight of each element: of the shape of the layer's output for one image (a batch of 1, or without the batch), which then counts
    /// for every image, or of the shape for the whole batch.
    /// </param>
    /// <exception cref="ArgumentException">A weight is not finite.</exception>
    public static Target Of(string layer, Tensor weights)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        ArgumentNullException.ThrowIfNull(weights);
        foreach (float weight in weights.AsSpan())
        {
            if (!float.IsFinite(weight))
                throw new ArgumentException($"A weight is {weight}; all must be finite.", nameof(weights));
        }

        return new WeightedTarget(layer, weights.Clone());
    }

    /// <summary>Half the sum of the squares of a layer's elements, for each image.</summary>
    internal static Target HalfSquaredNorm(string layer) => new HalfSquaredNormTarget(layer);

    /// <summary>A class for each image of a batch.</summary>
    internal static Target Classes(IReadOnlyList<int> classes, ClassScore score = ClassScore.Logit) =>
        new ClassesTarget([.. classes], score);

    /// <summary>The target as a part of a model's graph.</summary>
    /// <exception cref="ArgumentException">A layer or label does not exist; the message lists the nearest.</exception>
    /// <exception cref="InvalidOperationException">The network is no classifier, but the target is a class.</exception>
    internal abstract TargetSpec SpecOf(Model model);

    /// <summary>The weights of a value of a shape, whose first dimension is the batch.</summary>
    /// <exception cref="ArgumentException">An index or the weights do not fit the shape.</exception>
    internal virtual Tensor SeedOf(Model model, Shape shape) => throw new NotSupportedException();

    /// <summary>The same target for some images of the batch.</summary>
    internal virtual Target ForImages(int first, int count, int total) => this;

    /// <summary>The target for an image whose top class is known: for <see cref="Top"/> that class, for others itself.</summary>
    internal virtual Target Resolved(int top) => this;

    /// <summary>The class, where the target is one class by index or name; else null.</summary>
    internal virtual int? ClassIn(Model model) => null;

    /// <summary>The target in words, for captions: <c>class 386 African elephant (logit)</c>.</summary>
    internal abstract string Describe(Model model);
}
