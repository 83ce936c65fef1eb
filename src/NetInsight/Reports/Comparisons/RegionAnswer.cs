using NetInsight.Attribution;
using NetInsight.Models;

namespace NetInsight.Reports.Comparisons;

/// <summary>What it means that a changed image still gets the answer of the original one.</summary>
internal sealed class RegionAnswer
{
    private readonly Model _model;
    private readonly TargetScores _scores;
    private readonly int? _top;
    private readonly double _half;

    /// <summary>The answer for an image.</summary>
    /// <param name="input">The image.</param>
    /// <param name="baseline">The image with all of it replaced.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="cancellation">Stops the two runs.</param>
    public RegionAnswer(AttributedInput input, Tensor baseline, ExplainedTarget target, CancellationToken cancellation)
    {
        (_model, _scores) = (input.Model, new TargetScores(input.Model, target.Target));
        Tensor original = Run(input.Tensor, cancellation);
        double without = _scores.Of(Run(baseline, cancellation))[0];
        _top = target.ClassIndex is { } index && TopOf(original, 0) == index ? index : null;
        _half = (target.Score + without) / 2;
        IsDefined = _top is not null || target.Score > without;
        (Kept, Lost) = _top is not null
            ? ($"{target.Label} stays the class with the largest score", $"{target.Label} is no longer the class with the largest score")
            : ("more than half of the score is kept", "less than half of the score is kept");
    }

    /// <summary>
    /// Whether the image has an answer that can be lost: the explained class is the top class, or the target's value is above that of the
    /// replaced image.
    /// </summary>
    public bool IsDefined { get; }

    /// <summary>What holds where the answer is kept, as the end of a sentence.</summary>
    public string Kept { get; }

    /// <summary>What holds where it is not.</summary>
    public string Lost { get; }

    /// <summary>
    /// For each image of a batch whether the answer is kept, and the target's value. The bits do not depend on the batch.
    /// </summary>
    public (bool Holds, double Score)[] JudgeBatch(Tensor batch, CancellationToken cancellation) => Judge(Run(batch, cancellation));

    /// <summary>The same for one image, by a run as users make it.</summary>
    public (bool Holds, double Score) Confirm(Tensor image, CancellationToken cancellation) =>
        Judge(_model.RunValue(image, _scores.Value, cancellation))[0];

    private (bool Holds, double Score)[] Judge(Tensor values) =>
        [.. _scores.Of(values).Select((score, image) => (_top is { } top ? TopOf(values, image) == top : score > _half, score))];

    private Tensor Run(Tensor batch, CancellationToken cancellation) =>
        _model.RunValue(batch, _scores.Value, cancellation, batchInvariant: true);

    private int TopOf(Tensor values, int image)
    {
        Tensor scores = _model.ClassifierHead.ScoresOf(values);
        int classes = scores.Shape[1];
        return TopClass.Of(scores.AsSpan().Slice(image * classes, classes));
    }
}
