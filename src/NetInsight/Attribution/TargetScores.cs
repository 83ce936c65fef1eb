using NetInsight.Graphs;
using NetInsight.Graphs.Gradients.Targets;
using NetInsight.Models;

namespace NetInsight.Attribution;

/// <summary>The value of a target from forward runs alone, for techniques that run many inputs.</summary>
internal sealed class TargetScores
{
    private readonly Model _model;
    private readonly Target _target;
    private readonly TargetSpec _spec;

    /// <summary>The scores of a target.</summary>
    /// <exception cref="ArgumentException">A layer or label does not exist.</exception>
    /// <exception cref="InvalidOperationException">The network is no classifier, but the target is a class.</exception>
    public TargetScores(Model model, Target target) => (_model, _target, _spec) = (model, target, target.SpecOf(model));

    /// <summary>The value of the model's graph from which the scores come.</summary>
    public int Value => _spec.Value;

    /// <summary>What of classes the target is; null for parts of layers.</summary>
    public ClassScore? Score => _spec.Score;

    /// <summary>
    /// The target as it is for one image, with its value: a top class becomes that class, which is then the same for all runs.
    /// </summary>
    /// <param name="input">The image.</param>
    /// <param name="target">The target; null for <see cref="Target.Top"/>.</param>
    /// <param name="cancellation">Stops the forward run.</param>
    public static ExplainedTarget Resolve(AttributedInput input, Target? target, CancellationToken cancellation)
    {
        Model model = input.Model;
        TargetScores scores = new(model, target ?? Target.Top);
        return scores.Resolve(model.RunValue(input.Tensor, scores.Value, cancellation));
    }

    /// <summary>The target as it is for one image whose <see cref="Value"/> is known.</summary>
    public ExplainedTarget Resolve(Tensor values)
    {
        Target resolved = _spec.Seed == TargetSeed.Top
            ? _target.Resolved(TopClass.Of(_model.ClassifierHead.ScoresOf(values).AsSpan()))
            : _target;
        return new ExplainedTarget(_model, resolved, new TargetScores(_model, resolved).Of(values)[0]);
    }

    /// <summary>The target's value for each image of a batch.</summary>
    /// <param name="batch">The inputs, images x channels x height x width.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <param name="batches">The call's batches, of which this is one; null for a run of its own.</param>
    public double[] Run(Tensor batch, CancellationToken cancellation, ModelBatches? batches = null) =>
        Of(_model.RunValue(batch, Value, cancellation, batches: batches));

    /// <summary>
    /// The target's value for each image of a batch; on the CPU its bits do not depend on the rest of the batch.
    /// </summary>
    /// <param name="batch">The inputs, images x channels x height x width.</param>
    /// <param name="batches">The call's batches, of which this is one.</param>
    /// <param name="cancellation">Stops the run.</param>
    public double[] RunEach(Tensor batch, ModelBatches batches, CancellationToken cancellation) =>
        Of(_model.RunValue(batch, Value, cancellation, batchInvariant: true, batches));

    /// <summary>The target's value for each image, from what a run made of <see cref="Value"/>: sums in double.</summary>
    public double[] Of(Tensor values)
    {
        Tensor elements = _spec.Score is { } score ? ScoresOf(values, score) : values;
        if (_spec.Seed == TargetSeed.Top)
        {
            int images = elements.Shape[0], size = elements.Count / Math.Max(images, 1);
            double[] sums = new double[images];
            Tensor logits = _model.ClassifierHead.ScoresOf(values);
            for (int image = 0; image < images; image++)
                sums[image] = elements[image, TopClass.Of(logits.AsSpan().Slice(image * size, size))];
            return sums;
        }

        return _spec.Seed == TargetSeed.Own
            ? GradientResults.WeightedSums(elements, elements, 0.5)
            : GradientResults.WeightedSums(elements, _target.SeedOf(_model, elements.Shape), 1);
    }

    /// <summary>
    /// The largest rounding error of a score for each unit of error of an element, the sum of the magnitudes of the target's weights: 1 for
    /// a class, a unit or a mean, 2 for a difference of classes.
    /// </summary>
    /// <param name="values">What a run of one image made of <see cref="Value"/>.</param>
    public double Gain(Tensor values)
    {
        Tensor elements = _spec.Score is null ? values : _model.ClassifierHead.ScoresOf(values);
        double sum = 0;
        foreach (float weight in (_spec.Seed == TargetSeed.Own ? elements : _target.SeedOf(_model, elements.Shape)).AsSpan())
            sum += Math.Abs(weight);
        return sum;
    }

    private Tensor ScoresOf(Tensor values, ClassScore score)
    {
        Head head = _model.ClassifierHead;
        Tensor logits = head.ScoresOf(values);
        return score switch
        {
            ClassScore.Logit => logits,
            ClassScore.Probability => head.Probabilities(logits),
            _ => LogProbabilities(head, logits),
        };
    }

    /// <summary>ln p without the loss of digits that a probability near 0 or 1 has.</summary>
    private static Tensor LogProbabilities(Head head, Tensor logits)
    {
        Tensor result = Tensor.Uninitialized(logits.Shape);
        int classes = logits.Shape[1];
        for (int image = 0; image < logits.Shape[0]; image++)
        {
            ReadOnlySpan<float> x = logits.AsSpan().Slice(image * classes, classes);
            Span<float> y = result.AsSpan().Slice(image * classes, classes);
            double logSum = head.Transform == ScoreTransform.Softmax ? LogSumExp(x) : 0;
            for (int k = 0; k < classes; k++)
            {
                y[k] = head.Transform switch
                {
                    ScoreTransform.Softmax => (float)(x[k] - logSum),
                    ScoreTransform.Sigmoid => x[k] < 0
                        ? (float)(x[k] - double.LogP1(Math.Exp(x[k])))
                        : (float)-double.LogP1(Math.Exp(-x[k])),
                    _ => (float)Math.Log(Math.Max(x[k] / head.Scale, float.Epsilon)),
                };
            }
        }

        return result;
    }

    private static double LogSumExp(ReadOnlySpan<float> values)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (float value in values)
            largest = Math.Max(largest, value);
        foreach (float value in values)
            sum += Math.Exp(value - largest);
        return largest + Math.Log(sum);
    }
}
