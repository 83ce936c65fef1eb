using System.Globalization;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Synthesis.Objectives;
using NetInsight.Tests.Attribution;
using NetInsight.Tests.FeatureSpace;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Synthesis.Presets;

/// <summary>Fooling images against PyTorch, bounds, and what a report says.</summary>
public sealed class FoolingImageTests
{
    private static readonly Tensor Input = HashFill.Uniform("fooling.input", new Shape(1, 3, 8, 8), 0.2f, 0.8f);

    /// <summary>Signs flip where the gradient drowns in float's digits: at most 1% of the elements.</summary>
    [Theory]
    [InlineData(FoolingMethod.FastGradientSign, "fgsm", false)]
    [InlineData(FoolingMethod.FastGradientSign, "fgsm", true)]
    [InlineData(FoolingMethod.ProjectedGradient, "pgd", false)]
    [InlineData(FoolingMethod.ProjectedGradient, "pgd", true)]
    public void Bounded_changes_equal_PyTorch(FoolingMethod method, string name, bool isTargeted)
    {
        TrainedNetwork trained = TrainedNetwork.All.ElementAt(2).Data;
        ReferenceFile reference = ReferenceFile.Require($"gradients/adversarial-{trained.Reference}");
        using Model model = trained.Load();
        FoolingImageOptions options = new()
        {
            Method = method,
            TargetClass = isTargeted ? reference.Metadata("other") : null,
            Bound = Number("epsilon"),
            StepLength = Number("alpha"),
            MaximumSteps = reference.Metadata("steps"),
            StopsWhenFooled = false,
            StaysInPixelRange = false,
        };
        FoolingImageReport report = FoolingImage.Compute(model, trained.Open()["input"], options, [1, 1, 1], null, default);
        Near.Mostly(reference[$"{name}.{(isTargeted ? "targeted" : "untargeted")}"], report.Input, Tolerances.NetworkGradient);
        Assert.Equal(method == FoolingMethod.FastGradientSign ? 1 : 5, report.Steps);

        double Number(string key) => double.Parse(reference.Texts[key], CultureInfo.InvariantCulture);
    }

    /// <summary>The first step is PyTorch's gradient, normalised; later ones follow the definition, each cut back to the ball.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Changes_of_bounded_Euclidean_norm_follow_the_gradient_of_PyTorch(bool isTargeted)
    {
        TrainedNetwork trained = TrainedNetwork.All.ElementAt(2).Data;
        ReferenceFile reference = ReferenceFile.Require($"gradients/adversarial-{trained.Reference}");
        using Model model = trained.Load();
        Tensor input = trained.Open()["input"], first = reference[isTargeted ? "gradient.targeted" : "gradient.untargeted"];
        FoolingImageOptions options = new()
        {
            Norm = ChangeNorm.Euclidean,
            Method = FoolingMethod.FastGradientSign,
            TargetClass = isTargeted ? reference.Metadata("other") : null,
            Bound = 1.5,
            StepLength = 0.6,
            MaximumSteps = 4,
            StopsWhenFooled = false,
            StaysInPixelRange = false,
        };
        double[] start = [.. input.AsSpan().ToArray().Select(x => (double)x)];
        Near.Gradient(AsTensor(Moved(start, first, 1.5)), Run(options));
        double[] expected = Moved(start, first, 0.6);
        Objective gain = isTargeted
            ? Target.Class(reference.Metadata("other"), ClassScore.LogProbability)
            : -Objective.Of(Target.Class(reference.Metadata("target"), ClassScore.LogProbability));
        ObjectiveRun run = new(model, gain, input.Shape);
        for (int step = 1; step < 4; step++)
        {
            expected = Moved(expected, run.Run(AsTensor(expected), default).Gradient, 0.6, sign: 1);
            double norm = Math.Sqrt(expected.Zip(start, (a, b) => (a - b) * (a - b)).Sum());
            expected = [.. expected.Zip(start, (a, b) => b + (a - b) * Math.Min(1, 1.5 / norm))];
        }

        Near.Steps(AsTensor(expected), Run(options with { Method = FoolingMethod.ProjectedGradient }), Tolerances.NetworkGradient);

        Tensor Run(FoolingImageOptions with) => FoolingImage.Compute(model, input, with, [1, 1, 1], null, default).Input;

        Tensor AsTensor(double[] values) => new(input.Shape, [.. values.Select(x => (float)x)]);

        // The loss is -log of the class's probability: untargeted changes climb it, targeted ones descend.
        double[] Moved(double[] from, Tensor gradient, double length, int? sign = null)
        {
            double[] g = [.. gradient.AsSpan().ToArray().Select(x => (double)x)];
            double factor = (sign ?? (isTargeted ? -1 : 1)) * length / Math.Sqrt(g.Sum(x => x * x));
            return [.. from.Select((x, i) => x + factor * g[i])];
        }
    }

    /// <summary>Two logits that grow along nearly the same direction: only their difference leads to the border.</summary>
    [Fact]
    public void Without_a_given_class_the_steps_lead_to_the_border_of_the_second_one()
    {
        GraphBuilder graph = new();
        int flat = graph.Node("flat", new Flatten(), graph.Input("x", null, 1, 1, 2));
        int fc = graph.Node("fc", new Gemm(TransposesB: true), flat, graph.Constant(new Shape(2, 2), 10, 1, 9, 2));
        using Model model = new(graph.Build(fc), new ModelOptions { Preprocessing = new Preprocessing { Channels = ChannelOrder.Gray } });
        FoolingImageReport report = FoolingImage.Compute(
            model, new Tensor(new Shape(1, 1, 1, 2), [60, 40]), new FoolingImageOptions { StepLength = 0.02, StaysInPixelRange = false });
        Assert.Equal((true, 0, 1), (report.IsFooled, report.Before.Class, report.After.Class));
        Assert.Equal(3, report.Steps);                      // 20 / sqrt(2) to the border in steps of 0.02 x 255
    }

    [Theory]
    [InlineData(1, "fooling-squeezenet1_1-gokart", "image.last")]
    [InlineData(2, "adversarial-cifar_resnet20-test1234", "fooling.image.last")]
    public void Steps_until_another_class_wins_equal_PyTorch(int network, string file, string name)
    {
        TrainedNetwork trained = TrainedNetwork.All.ElementAt(network).Data;
        ReferenceFile reference = ReferenceFile.Require($"gradients/{file}");
        using Model model = trained.Load();
        FoolingImageOptions options = new()
        {
            TargetClass = reference.Metadata("other"),
            StepLength = double.Parse(reference.Texts["fooling_step"], CultureInfo.InvariantCulture),
            StaysInPixelRange = false,
        };
        FoolingImageReport report = FoolingImage.Compute(model, trained.Open()["input"], options, [1, 1, 1], null, default);
        Assert.Equal((true, reference.Metadata("fooling_steps")), (report.IsFooled, report.Steps));
        Near.Steps(reference[name], report.Input, Tolerances.NetworkGradient);
        Assert.Equal(reference.Metadata("other"), report.After.Class);
    }

    [Theory]
    [InlineData(ChangeNorm.Largest, 0.02)]
    [InlineData(ChangeNorm.Euclidean, 0.5)]
    public void The_change_stays_within_its_bound(ChangeNorm norm, double bound)
    {
        using Model model = SmallNetworks.Color(8, 8, Preprocessing.UnitRange);
        FoolingImageOptions options = new()
        {
            Method = FoolingMethod.ProjectedGradient,
            Norm = norm,
            Bound = bound,
            MaximumSteps = 12,
            StopsWhenFooled = false,
        };
        FoolingImageReport report = FoolingImage.Compute(model, Input, options);
        double[] changes = [.. report.Input.AsSpan().ToArray().Zip(Input.AsSpan().ToArray(), (a, b) => (double)a - b)];
        double size = norm == ChangeNorm.Largest ? changes.Max(Math.Abs) : Math.Sqrt(changes.Sum(x => x * x));
        Assert.InRange(size, 0.9 * bound, bound * (1 + Tolerances.FewRoundings));
        Assert.Equal(changes.Max(Math.Abs) * 255, report.LargestChange, 1e-4);
        Assert.Equal(changes.Average(Math.Abs) * 255, report.MeanChange, 1e-4);
    }

    /// <summary>
    /// Logits (0, w . x), w = (1, -2, 3): a step of 0.05 x 255 along w adds 0.05 x 255 x sqrt(14) = 47.7 to -160, so the fourth wins.
    /// </summary>
    [Fact]
    public void A_report_says_what_won_before_and_afterwards()
    {
        using Model model = SmallNetworks.Linear(1, -2, 3);
        Tensor input = new(new Shape(1, 1, 1, 3), [10, 100, 10]);
        RecordedProgress<Progress> progress = new();
        FoolingImageReport report = FoolingImage.Compute(model, input, new FoolingImageOptions { StepLength = 0.05 }, progress);
        Assert.Equal((true, 4), (report.IsFooled, report.Steps));
        Assert.Equal((0, 1, 1), (report.Before.Class, report.After.Class, report.AfterRounding.Class));
        double step = 4 * 0.05 * 255 / Math.Sqrt(14);
        Assert.Equal(-160 + 14 * step, report.After.Logit, Tolerances.FewRoundings * 160);
        Assert.Equal(2 * step, report.MeanChange, Tolerances.FewRoundings * 100);
        Assert.Equal(3 * step, report.LargestChange, Tolerances.FewRoundings * 100);
        Assert.Contains("Fooled after 4 steps (steps of Euclidean length 0.05)", report.Caption);
        Assert.Equal((1, 3), (report.ToImage().Height, report.Difference().Width));
        Tensor pixels = model.Preprocessing.ToTensor([report.ToImage()]);
        Assert.Equal(model.Logits(pixels)[0, 1], report.AfterRounding.Logit, Tolerances.FewRoundings * 160);
        Assert.Equal(100, progress.Seen[^1].Total);
    }

    [Fact]
    public void A_cancelled_call_returns_what_there_is()
    {
        using Model model = SmallNetworks.Color(8, 8, Preprocessing.UnitRange);
        using CancellationTokenSource source = new();
        FoolingImageReport report = FoolingImage.Compute(
            model,
            Input,
            new FoolingImageOptions { MaximumSteps = 1_000_000, StopsWhenFooled = false, StepLength = 1e-6 },
            new Cancel(source),
            source.Token);
        Assert.True(report.IsCancelled);
        Assert.InRange(report.Steps, 1, 10_000);
    }

    [Fact]
    public void A_call_that_was_cancelled_before_it_knows_the_image_throws()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Assert.ThrowsAny<OperationCanceledException>(
            () => FoolingImage.Compute(model, Input, cancellationToken: new CancellationToken(canceled: true)));
    }

    /// <summary>The root of 0 has an infinite slope; a logit of NaN wins nothing.</summary>
    [Theory]
    [InlineData(FoolingMethod.Steps)]
    [InlineData(FoolingMethod.FastGradientSign)]
    [InlineData(FoolingMethod.ProjectedGradient)]
    public void What_is_not_finite_is_refused(FoolingMethod method)
    {
        GraphBuilder graph = new();
        int flat = graph.Node("flat", new Flatten(), graph.Node("root", new Activation<Sqrt>(), graph.Input("x", null, 1, 1, 2)));
        int fc = graph.Node("fc", new Gemm(TransposesB: true), flat, graph.Constant(new Shape(2, 2), 1, 2, 3, 4));
        using Model model = new(
            graph.Build(fc), new ModelOptions { Preprocessing = new Preprocessing { Channels = ChannelOrder.Gray } });
        Refused("The gradient is not finite.", 0, 1);
        Refused("A logit is NaN after 0 steps.", -1, 1);

        void Refused(string message, params float[] x) => Assert.Equal(message, Assert.Throws<InvalidOperationException>(
            () => FoolingImage.Compute(model, new Tensor(new Shape(1, 1, 1, 2), x), new FoolingImageOptions { Method = method })).Message);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Model model = SmallNetworks.Color(8, 8);
        int top = FoolingImage.Compute(model, Input, new FoolingImageOptions { MaximumSteps = 1 }).Before.Class;
        Assert.Throws<ArgumentException>(() => FoolingImage.Compute(model, Input, new FoolingImageOptions { TargetClass = top }));
        Assert.Throws<ArgumentOutOfRangeException>(() => FoolingImage.Compute(model, Input, new FoolingImageOptions { TargetClass = 5 }));
        Assert.Throws<ArgumentException>(() => FoolingImage.Compute(model, new Tensor(new Shape(2, 3, 8, 8))));
        Assert.Throws<ArgumentNullException>(() => FoolingImage.Compute(null!, Input));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FoolingImageOptions { Bound = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FoolingImageOptions { StepLength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FoolingImageOptions { MaximumSteps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FoolingImageOptions { TargetClass = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FoolingImageOptions { Method = (FoolingMethod)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FoolingImageOptions { Norm = (ChangeNorm)9 });
    }
}
