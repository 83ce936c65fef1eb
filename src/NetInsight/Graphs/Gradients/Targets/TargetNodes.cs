using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Reduction;

namespace NetInsight.Graphs.Gradients.Targets;

/// <summary>Appends what targets need to a graph: the scores as [images, classes], their probabilities, the largest score.</summary>
/// <param name="draft">The graph.</param>
/// <param name="head">Where the scores of classes come from.</param>
internal sealed class TargetNodes(GradientDraft draft, Head head)
{
    private readonly Dictionary<(int, ClassScore), int> _scores = [];
    private readonly Dictionary<int, int> _top = [];

    /// <summary>The value of a target, and the value of its seed where that is not given.</summary>
    public GradientTarget Add(TargetSpec spec)
    {
        int value = spec.Score is { } score ? ScoreOf(spec.Value, score) : spec.Value;
        return new GradientTarget(value, spec.Seed switch
        {
            TargetSeed.Top => TopOf(spec.Value),
            TargetSeed.Own => value,
            _ => null,
        });
    }

    private int TopOf(int value)
    {
        if (!_top.TryGetValue(value, out int top))
            top = _top[value] = draft.Add("target/top", new Hardmax(1), ScoreOf(value, ClassScore.Logit));
        return top;
    }

    private int ScoreOf(int value, ClassScore score)
    {
        if (_scores.TryGetValue((value, score), out int known))
            return known;
        int made = score switch
        {
            ClassScore.Logit => LogitsOf(value),
            ClassScore.Probability => ProbabilityOf(ScoreOf(value, ClassScore.Logit)),
            _ => LogProbabilityOf(ScoreOf(value, ClassScore.Logit)),
        };
        return _scores[(value, score)] = made;
    }

    /// <summary>The scores as <see cref="Head.ScoresOf"/> has them: [images, classes], one score x of two classes as (-x, x).</summary>
    private int LogitsOf(int value)
    {
        Shape shape = draft.ShapeOf(value);
        int columns = Head.ColumnsOf(shape) ?? throw new InvalidOperationException(
            $"The network is no classifier: its output has shape {shape}, but batch x classes is expected.");
        int scores = shape.Rank == 2 && shape[1] == columns
            ? value
            : draft.Add("target/scores", new Reshape([shape[0], columns]), value);
        if (columns != 1)
            return scores;
        if (!head.IsIndependent)
            throw new InvalidOperationException($"The network is no classifier: {Head.OneValue}");
        float whole = head.Transform == ScoreTransform.Scale ? (float)head.Scale : 0;
        int other = draft.Add("target/other", new Arithmetic<Sub>(), Constant(whole), scores);
        return draft.Add("target/both", new Concat(1), other, scores);
    }

    private int ProbabilityOf(int scores) => head.Transform switch
    {
        ScoreTransform.Softmax => draft.Add("target/probability", new Softmax(1), scores),
        ScoreTransform.Sigmoid => draft.Add("target/probability", new Activation<Sigmoid>(), scores),
        _ => Scaled(scores),
    };

    private int LogProbabilityOf(int scores)
    {
        switch (head.Transform)
        {
            case ScoreTransform.Softmax:
                return draft.Add("target/logarithm", new Softmax(1, Logarithm: true), scores);
            case ScoreTransform.Sigmoid:                         // -ln(1 + exp(-x)), which loses no digits
                int negative = draft.Add("target/negative", new Activation<Neg>(), scores);
                int softplus = draft.Add("target/softplus", new Activation<Softplus>(), negative);
                return draft.Add("target/logarithm", new Activation<Neg>(), softplus);
            default:
                return draft.Add("target/logarithm", new Activation<Log>(), Scaled(scores));
        }
    }

    private int Scaled(int scores) => head.Scale == 1
        ? scores
        : draft.Add("target/probability", new Arithmetic<Div>(), scores, Constant((float)head.Scale));

    private int Constant(float value) => draft.Constant("target/constant", new Tensor(new Shape(), [value]));
}
