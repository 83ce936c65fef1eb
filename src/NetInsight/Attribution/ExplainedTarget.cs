using NetInsight.Graphs.Gradients.Targets;
using NetInsight.Models;

namespace NetInsight;

/// <summary>What an attribution explains: a <see cref="NetInsight.Target"/> as it was found for one image. Immutable.</summary>
public sealed class ExplainedTarget
{
    private readonly string _text;

    /// <summary>A target and its value.</summary>
    /// <param name="model">The network.</param>
    /// <param name="target">The target, not the top class.</param>
    /// <param name="score">Its value.</param>
    internal ExplainedTarget(Model model, Target target, double score)
    {
        TargetSpec spec = target.SpecOf(model);
        (Target, Score, _text) = (target, score, target.Describe(model));
        ClassIndex = target.ClassIn(model);
        Label = ClassIndex is { } index ? model.LabelOf(index) : null;
        Unit = spec.Score switch
        {
            ClassScore.Logit => "logits",
            ClassScore.Probability => "probability",
            ClassScore.LogProbability => "natural logarithm of the probability",
            _ => "units of the layer's output",
        };
    }

    /// <summary>The only target of a gradient run on one image, whose values were asked for.</summary>
    internal static ExplainedTarget Of(Model model, Target target, GradientResult result) =>
        new(model, result.Classes[0] is [var top] ? target.Resolved(top) : target, result.Values[0][0]);

    /// <summary>The target. Where the top class was asked for, that class by its index.</summary>
    public Target Target { get; }

    /// <summary>The class, where one class is explained; null for differences and parts of layers.</summary>
    public int? ClassIndex { get; }

    /// <summary>The class's name, or <c>class 386</c> where it has none; null where no single class is explained.</summary>
    public string? Label { get; }

    /// <summary>The target's value for the image, in <see cref="Unit"/>.</summary>
    public double Score { get; }

    /// <summary>The unit of the value: logits, probability, its natural logarithm, or units of the layer's output.</summary>
    public string Unit { get; }

    /// <summary>The target in words: <c>class 386 African elephant (logit)</c>.</summary>
    public override string ToString() => _text;
}
