using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients.Targets;

namespace NetInsight.Models;

/// <summary>What the targets that are classes share.</summary>
/// <param name="Score">What of the classes is the target.</param>
internal abstract record ScoreTarget(ClassScore Score) : Target
{
    private protected TargetSpec SpecOf(Model model, TargetSeed seed)
    {
        Head head = model.ClassifierHead;
        head.RequireClasses();
        return new TargetSpec(head.Scores, Score, seed);
    }

    private protected static void Set(Tensor seed, int image, int index, float weight)
    {
        if (index >= seed.Shape[1])
        {
            throw new ArgumentOutOfRangeException(
                Target.ParameterName, index, $"The network has {seed.Shape[1]:N0} classes, 0 to {seed.Shape[1] - 1}.");
        }

        seed.AsSpan()[image * seed.Shape[1] + index] += weight;
    }

    private protected static string Name(Model model, int index) =>
        model.Labels is { } labels && index < labels.Count ? $"class {index} {labels[index]}" : $"class {index}";

    private protected string ScoreName => Score switch
    {
        ClassScore.Logit => "logit",
        ClassScore.Probability => "probability",
        _ => "log-probability",
    };
}

/// <summary>One class for all images, or each image's top class.</summary>
/// <param name="Reference">The class; null for the top class.</param>
/// <param name="Score">What of it is the target.</param>
internal sealed record ClassTarget(ClassReference? Reference, ClassScore Score) : ScoreTarget(Score)
{
    internal override TargetSpec SpecOf(Model model)
    {
        _ = Reference?.IndexIn(model);
        return SpecOf(model, Reference is null ? TargetSeed.Top : TargetSeed.Given);
    }

    internal override Tensor SeedOf(Model model, Shape shape)
    {
        Tensor seed = new(shape);
        for (int image = 0; image < shape[0]; image++)
            Set(seed, image, Reference!.IndexIn(model), 1);
        return seed;
    }

    internal override Target Resolved(int top) => Reference is null ? this with { Reference = new ClassReference(top, null) } : this;

    internal override int? ClassIn(Model model) => Reference?.IndexIn(model);

    internal override string Describe(Model model) =>
        $"{(Reference is null ? "top class" : Name(model, Reference.IndexIn(model)))} ({ScoreName})";
}

/// <summary>The difference of two classes.</summary>
internal sealed record DifferenceTarget(ClassReference First, ClassReference Second, ClassScore Score) : ScoreTarget(Score)
{
    internal override TargetSpec SpecOf(Model model)
    {
        if (First.IndexIn(model) == Second.IndexIn(model))
            throw new ArgumentException($"Both are {Name(model, First.IndexIn(model))}: their difference is 0.", Target.ParameterName);
        return SpecOf(model, TargetSeed.Given);
    }

    internal override Tensor SeedOf(Model model, Shape shape)
    {
        Tensor seed = new(shape);
        for (int image = 0; image < shape[0]; image++)
        {
            Set(seed, image, First.IndexIn(model), 1);
            Set(seed, image, Second.IndexIn(model), -1);
        }

        return seed;
    }

    internal override string Describe(Model model) =>
        $"{Name(model, First.IndexIn(model))} less {Name(model, Second.IndexIn(model))} ({ScoreName})";
}

/// <summary>A class for each image.</summary>
internal sealed record ClassesTarget(ImmutableArray<int> Indices, ClassScore Score) : ScoreTarget(Score)
{
    internal override TargetSpec SpecOf(Model model) => SpecOf(model, TargetSeed.Given);

    internal override Tensor SeedOf(Model model, Shape shape)
    {
        CheckCount(shape[0]);
        Tensor seed = new(shape);
        for (int image = 0; image < shape[0]; image++)
            Set(seed, image, Indices[image], 1);
        return seed;
    }

    internal override Target ForImages(int first, int count, int total)
    {
        CheckCount(total);
        return this with { Indices = Indices[first..(first + count)] };
    }

    internal override string Describe(Model model) => $"a class for each image ({ScoreName})";

    private void CheckCount(int images)
    {
        if (images != Indices.Length)
            throw new ArgumentException($"There are {Indices.Length} classes for {images} images.", Target.ParameterName);
    }
}
