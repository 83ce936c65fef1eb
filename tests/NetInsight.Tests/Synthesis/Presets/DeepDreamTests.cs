using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Synthesis.Objectives;
using NetInsight.Synthesis.Presets;
using NetInsight.Tests.Attribution;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Synthesis.Presets;

/// <summary>DeepDream against PyTorch, with a guide, at sizes of its own, cancelled.</summary>
public sealed class DeepDreamTests
{
    private static readonly RgbImage Photo = Preprocessing.UnitRange.ToImage(HashFill.Uniform("dream", new Shape(1, 3, 20, 26), 0, 1));

    /// <summary>
    /// Float32 PyTorch itself is off from double by 1e-2 of the largest after two steps and 3e-2 after three
    /// (shared/reference/gradients/README.md).
    /// </summary>
    [Fact]
    public void Two_octaves_equal_PyTorch()
    {
        ReferenceFile reference = ReferenceFile.Require("gradients/deepdream-googlenet");
        using Model model = TrainedNetwork.All.First().Data.Load();
        Objective objective = Objective.HalfSquaredNorm(reference.Texts["layer"]);
        Tensor image = reference["image"], small = DreamOctaves.Resize(image, 74, 80);
        Near.Relative(reference["small.start"], small, Tolerances.FewRoundings);
        small = Step(Step(small, 0, 0), 3, -5);
        Near.Mostly(reference["small.end"], small, Tolerances.NetworkGradient);
        Tensor detail = new(small.Shape), full = image.Clone(), start = reference["full.start"];
        for (int i = 0; i < detail.Count; i++)
            detail.AsSpan()[i] = reference["small.end"].AsSpan()[i] - reference["small.start"].AsSpan()[i];
        detail = DreamOctaves.Resize(detail, 104, 112);
        for (int i = 0; i < full.Count; i++)
            full.AsSpan()[i] += detail.AsSpan()[i];
        Near.Relative(start, full, Tolerances.FewRoundings);
        Near.Mostly(reference["full.step"], Step(start, 4, -7), Tolerances.NetworkGradient);

        Tensor Step(Tensor current, int down, int right)
        {
            Tensor rolled = DreamOctaves.Roll(current, down, right);
            DreamOctaves.Step(rolled, new ObjectiveRun(model, objective, rolled.Shape).Run(rolled, default).Gradient, 1.5, [1, 1, 1]);
            return DreamOctaves.Roll(rolled, -down, -right);
        }
    }

    [Fact]
    public void The_layer_grows_and_the_image_keeps_its_size()
    {
        using Model model = SmallNetworks.Color(8, 8);
        SynthesizedImages dream = DeepDream.Compute(model, Photo, "relu2", new DeepDreamOptions { Octaves = 2, Jitter = 3 });
        Assert.Equal((20, 26, 20), (dream.ToImage().Height, dream.ToImage().Width, dream.Steps));
        Tensor before = model.Preprocessing.ToTensor([Photo]);
        double old = new ObjectiveRun(model, Objective.HalfSquaredNorm("relu2"), before.Shape).Values(before, default)[0];
        Assert.True(dream.FinalValues![0] > 1.05 * old);
        Assert.Contains("2 octaves of scale 1.4, 10 steps of 1.5 of 255 each, jitter 3", dream.Caption);
        Assert.Equal(
            dream.Inputs.AsSpan().ToArray(),
            DeepDream.Compute(model, Photo, "relu2", new DeepDreamOptions { Octaves = 2, Jitter = 3 }).Inputs.AsSpan().ToArray());
    }

    /// <summary>Each position's gradient at the layer is the guide's feature with the largest dot product.</summary>
    [Fact]
    public void A_guide_gives_each_position_its_best_feature()
    {
        using Model model = SmallNetworks.Color(8, 8);
        RgbImage guide = Preprocessing.UnitRange.ToImage(HashFill.Uniform("guide", new Shape(1, 3, 9, 7), 0, 1));
        SynthesizedImages dream = DeepDream.Compute(
            model, Photo, "relu2", new DeepDreamOptions { Octaves = 1, StepsPerOctave = 5, Jitter = 0, Guide = guide });
        Tensor input = model.Preprocessing.ToTensor([Photo]);
        Tensor features = InputSizes.Run(model, input, ["relu2"], default)["relu2"];
        Tensor known = InputSizes.Run(model, model.Preprocessing.ToTensor([guide]), ["relu2"], default)["relu2"];
        double sum = 0;
        for (int position = 0; position < 520; position++)
        {
            sum += Enumerable.Range(0, 63).Max(at => Enumerable.Range(0, 8)
                .Sum(c => (double)features.AsSpan()[c * 520 + position] * known.AsSpan()[c * 63 + at]));
        }

        Assert.Equal(sum, dream.ValuesOf()[0], Tolerances.SmallNetwork * sum);
        Assert.True(dream.FinalValues![0] > sum);
    }

    [Fact]
    public void A_cancelled_dream_is_the_image_with_the_detail_so_far()
    {
        using Model model = SmallNetworks.Color(8, 8);
        using CancellationTokenSource source = new();
        SynthesizedImages dream = DeepDream.Compute(
            model, Photo, "relu2", new DeepDreamOptions { StepsPerOctave = 100_000 }, new Cancel(source), source.Token);
        Assert.True(dream.IsCancelled);
        Assert.Equal((20, 26), (dream.ToImage().Height, dream.ToImage().Width));
        Assert.InRange(dream.Steps, 1, 1000);
    }

    /// <summary>The root of 0 is 0, but its slope is infinite: 0 times that is no gradient.</summary>
    [Fact]
    public void A_gradient_that_is_not_finite_is_refused()
    {
        GraphBuilder graph = new();
        using Model model = new(
            graph.Build(graph.Node("root", new Activation<Sqrt>(), graph.Input("x", null, 3, 8, 8))),
            new ModelOptions { Preprocessing = Preprocessing.UnitRange });
        RgbImage black = RgbImage.Solid(8, 8, new RgbColor(0, 0, 0));
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => DeepDream.Compute(model, black, "root"));
        Assert.Equal("The gradient is not finite at step 0.", refused.Message);
    }

    /// <summary>A scale of 1.01 rounds small sizes to themselves: the last octave alone gives the final value.</summary>
    [Fact]
    public void Octaves_of_equal_sizes_are_all_taken()
    {
        using Model model = SmallNetworks.Color(8, 8);
        DeepDreamOptions options = new() { Octaves = 3, OctaveScale = 1.01, StepsPerOctave = 2, Jitter = 0 };
        SynthesizedImages dream = DeepDream.Compute(model, Photo, "relu2", options);
        Assert.Equal(6, dream.Steps);
        double final = new ObjectiveRun(model, Objective.HalfSquaredNorm("relu2"), dream.Inputs.Shape).Values(dream.Inputs, default)[0];
        Assert.Equal(final, dream.FinalValues![0]);
    }

    [Fact]
    public void Octaves_are_divided_by_the_scale_one_after_the_other()
    {
        Assert.Equal([(136, 182), (191, 255), (268, 357), (375, 500)], DreamOctaves.Sizes(375, 500, 4, 1.4));
        Assert.Equal([(1, 1), (1, 2), (1, 3)], DreamOctaves.Sizes(1, 3, 3, 2));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Assert.ThrowsAny<ArgumentException>(() => DeepDream.Compute(model, Photo, "relu9"));
        Assert.Throws<ArgumentNullException>(() => DeepDream.Compute(model, null!, "relu1"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeepDreamOptions { Octaves = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeepDreamOptions { OctaveScale = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeepDreamOptions { StepsPerOctave = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeepDreamOptions { StepLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeepDreamOptions { Jitter = -1 });
    }
}
