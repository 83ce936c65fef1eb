using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;

namespace NetInsight.Graphs;

/// <summary>
/// The head of a network: which value holds the classes' scores and how probabilities come from them. All probabilities of the library are
/// computed by <see cref="Probabilities"/>.
/// </summary>
/// <param name="Kind">What the output holds.</param>
/// <param name="Scores">
/// The index of the value with the scores: before the softmax or sigmoid where the network computes one, else the output itself.
/// </param>
/// <param name="Transform">How scores become probabilities.</param>
/// <param name="Scale">For <see cref="ScoreTransform.Scale"/>: the score of a probability of 1, such as 100 for percentages.</param>
/// <param name="Reason">By what it was recognised, as a sentence.</param>
/// <param name="Rank">How certain it is that the output is the network's answer: 3 probabilities, 2 and 1 logits, 0 no classifier.</param>
internal sealed record Head(HeadKind Kind, int Scores, ScoreTransform Transform, double Scale, string Reason, int Rank)
{
    /// <summary>
    /// The rounding error of probabilities of many classes: 16 steps of a float just below 1, by which softmaxes were off.
    /// </summary>
    public const double ProbabilityRounding = 16.0 / (1 << 24);

    /// <summary>Logits of the value 0, for scores that come from elsewhere.</summary>
    public static Head Logits { get; } = new(HeadKind.Logits, 0, ScoreTransform.Softmax, 1, "", 2);

    /// <summary>A head without classes.</summary>
    public static Head None(int value, string reason) => new(HeadKind.None, value, ScoreTransform.Softmax, 1, reason, 0);

    /// <summary>The number of classes of scores of a shape, that of one image; null where there is not one score for each class.</summary>
    public int? ClassCount(Shape scores) =>
        Kind == HeadKind.None || ColumnsOf(scores) is not { } columns || IsUnbatched(scores) ? null
        : columns > 1 ? columns
        : IsIndependent ? 2 : null;

    /// <summary>Refuses a network without classes.</summary>
    /// <exception cref="InvalidOperationException">The network is no classifier.</exception>
    public void RequireClasses()
    {
        if (Kind == HeadKind.None)
            throw new InvalidOperationException($"The network is no classifier: {Reason}");
    }

    /// <summary>
    /// The scores as [batch, classes]. One score x of two classes becomes (-x, x), one probability p (1 - p, p).
    /// </summary>
    /// <param name="values">The value <see cref="Scores"/> of a run.</param>
    /// <exception cref="InvalidOperationException">The network is no classifier.</exception>
    public Tensor ScoresOf(Tensor values)
    {
        RequireClasses();
        if (ColumnsOf(values.Shape) is not { } columns)
        {
            throw new InvalidOperationException(
                $"The network is no classifier: its output has shape {values.Shape}, but batch x classes is expected.");
        }

        if (columns != 1)
            return values.Reshape(new Shape(values.Shape[0], columns));
        if (!IsIndependent)
            throw new InvalidOperationException($"The network is no classifier: {OneValue}");
        float whole = Transform == ScoreTransform.Scale ? (float)Scale : 0;
        Tensor both = Tensor.Uninitialized(new Shape(values.Shape[0], 2));
        for (int n = 0; n < values.Shape[0]; n++)
        {
            float one = values.AsSpan()[n];
            (both.AsSpan()[2 * n], both.AsSpan()[2 * n + 1]) = (whole - one, one);
        }

        return both;
    }

    /// <summary>The probabilities of scores, both [batch, classes].</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="threads">Threads, for many scores.</param>
    /// <exception cref="InvalidOperationException">What should be a probability is not between 0 and 1.</exception>
    public Tensor Probabilities(Tensor scores, int threads = 1)
    {
        if (scores.Count == 0)
            return scores;
        Tensor probabilities = Tensor.Uninitialized(scores.Shape);
        Operator? function = Transform switch
        {
            ScoreTransform.Softmax => new Softmax(1),
            ScoreTransform.Sigmoid => new Activation<Sigmoid>(),
            _ => null,
        };
        if (function is not null)
        {
            function.Forward(new CpuDevice(threads), [scores], probabilities);
            return probabilities;
        }

        for (int i = 0; i < scores.Count; i++)
        {
            double probability = scores.AsSpan()[i] / Scale;
            if (probability is < -Rounding or > 1 + Rounding)
            {
                throw new InvalidOperationException(
                    $"The output should hold probabilities, but one is {probability:g4}. {Reason} Choose another {OptionName}: "
                    + $"{nameof(HeadKind.Logits)} or {nameof(HeadKind.SigmoidLogits)} for scores.");
            }

            probabilities.AsSpan()[i] = (float)Math.Clamp(probability, 0, 1);
        }

        return probabilities;
    }

    /// <summary>The option that overrides what is recognised, for messages.</summary>
    public const string OptionName = $"{nameof(ModelOptions)}.{nameof(ModelOptions.Head)}";

    /// <summary>Why one value alone is refused.</summary>
    public const string OneValue = "the output is one value, a regression or the score of one of two classes. For two classes choose "
        + $"{OptionName} = {nameof(HeadKind)}.{nameof(HeadKind.SigmoidLogits)}.";

    /// <summary>
    /// The columns of scores as a matrix [batch, columns]: 1 for a vector [batch]; null where several further dimensions are not 1.
    /// </summary>
    public static int? ColumnsOf(Shape shape)
    {
        if (shape.Rank == 0)
            return null;
        int columns = 1;
        for (int axis = 1; axis < shape.Rank; axis++)
            columns = Math.Max(columns, shape[axis]);
        return shape.Count == (long)shape[0] * columns ? columns : null;
    }

    /// <summary>Whether the scores of one image are a vector without a batch: it cannot be told from one score for each image.</summary>
    public static bool IsUnbatched(Shape scores) => scores is { Rank: 1 } && scores[0] != 1;

    /// <summary>How far beyond 0 and 1 rounding may take a probability, here of half precision.</summary>
    private const double Rounding = 2e-3;

    /// <summary>Whether each score has a probability of its own.</summary>
    public bool IsIndependent => Kind is HeadKind.Sigmoid or HeadKind.SigmoidLogits;
}
