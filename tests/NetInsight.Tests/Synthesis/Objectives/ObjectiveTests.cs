using NetInsight.Synthesis.Objectives;
using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Synthesis.Objectives;

/// <summary>Objectives of a small network: values by definition, gradients by central differences, algebra, and what is refused.</summary>
public sealed class ObjectiveTests
{
    private static readonly Shape Two = new(2, 3, 8, 8);

    private static readonly Tensor Input = HashFill.Uniform("objective.input", Two, -2, 2);

    public static TheoryData<string> Names => [.. All.Keys];

    private static Dictionary<string, Objective> All => new()
    {
        ["class"] = Target.Class(3),
        ["probability"] = Target.Class(3, ClassScore.LogProbability),
        ["top"] = Target.Top,
        ["difference"] = Target.Difference(1, 2),
        ["layer"] = Objective.Layer("relu1"),
        ["channel"] = Objective.Channel("relu2", 2),
        ["unit"] = Objective.Unit("conv2", 1, 2, 3),
        ["squares"] = Objective.HalfSquaredNorm("relu1"),
        ["direction"] = Objective.Direction("conv2", 1, -2, 0, 0.5f, 1, 1, 0, 3),
        ["features"] = Objective.FeatureDistance("relu1", HashFill.Uniform("f", new Shape(1, 8, 8, 8), 0, 1)),
        ["features, mean"] = Objective.FeatureDistance("relu1", HashFill.Uniform("f", new Shape(2, 8, 8, 8), 0, 1), DistanceScale.Mean),
        ["features, relative"] =
            Objective.FeatureDistance("fc", HashFill.Uniform("f", new Shape(1, 5), 0, 1), DistanceScale.Relative),
        ["Gram"] = Objective.GramDistance("relu2", HashFill.Uniform("g", new Shape(8, 8), 0, 1)),
        ["Gram, mean"] = Objective.GramDistance("relu2", HashFill.Uniform("g", new Shape(8, 8), 0, 1), GramScale.Mean),
        ["similarity"] = Objective.Similarity("relu2"),
        ["sum"] = 2 * Objective.Channel("relu2", 2) - Objective.GramDistance("relu1", new Tensor(new Shape(8, 8))) * 0.5
            + Target.Class(1),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_is_that_of_central_differences(string name)
    {
        using Model model = SmallNetworks.Color(8, 8);
        ObjectiveRun run = new(model, All[name], Two);
        ObjectiveValues values = run.Run(Input, default);
        Assert.Equal(values.Values, run.Values(Input, default));
        Tensor direction = HashFill.Uniform("objective.direction", Two, -1, 1);
        double expected = 0, step = 1e-3, largest = 0;
        for (int i = 0; i < Input.Count; i++)
        {
            expected += (double)values.Gradient.AsSpan()[i] * direction.AsSpan()[i];
            largest += Math.Abs((double)values.Gradient.AsSpan()[i]);
        }

        double actual = (run.Values(Moved(step), default).Sum() - run.Values(Moved(-step), default).Sum()) / (2 * step);
        Assert.Equal(expected, actual, 2e-3 * largest + 1e-6);
        Assert.True(largest > 1e-6);

        Tensor Moved(double by) =>
            new(Two, [.. Input.AsSpan().ToArray().Zip(direction.AsSpan().ToArray(), (x, d) => (float)(x + by * d))]);
    }

    [Fact]
    public void Values_are_those_of_their_definitions()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Trace trace = model.Run(Input, ["relu1", "conv2", "relu2", "fc"]);
        Tensor logits = trace["fc"], relu1 = trace["relu1"], conv2 = trace["conv2"];
        Assert.Equal(logits[1, 3], ValueOf("class"), Tolerances.FewRoundings * 10);
        Assert.Equal(conv2[1, 1, 2, 3], ValueOf("unit"), Tolerances.FewRoundings * 10);
        float[] second = relu1.AsSpan()[512..].ToArray();
        Assert.Equal(second.Average(x => (double)x), ValueOf("layer"), Tolerances.SmallNetwork);
        Assert.Equal(second.Sum(x => (double)x * x) / 2, ValueOf("squares"), Tolerances.SmallNetwork * second.Sum(x => x * x));
        float[] features = HashFill.Uniform("f", new Shape(1, 8, 8, 8), 0, 1).AsSpan().ToArray();
        double distance = second.Zip(features, (x, f) => ((double)x - f) * ((double)x - f)).Sum();
        Assert.Equal(distance, ValueOf("features"), Tolerances.SmallNetwork * distance);
        double[] directions = [1, -2, 0, 0.5, 1, 1, 0, 3];
        double along = 0;
        for (int i = 0; i < 512; i++)
            along += directions[i / 64] * conv2.AsSpan()[512 + i] / 64;
        Assert.Equal(along, ValueOf("direction"), Tolerances.SmallNetwork * 10);
        Tensor gram = GramMatrix.Of(new Tensor(new Shape(8, 8, 8), trace["relu2"].AsSpan()[512..]));
        Tensor style = HashFill.Uniform("g", new Shape(8, 8), 0, 1);
        double sum = gram.AsSpan().ToArray().Zip(style.AsSpan().ToArray(), (a, b) => ((double)a - b) * ((double)a - b)).Sum();
        Assert.Equal(sum, ValueOf("Gram"), Tolerances.SmallNetwork * sum);
        Assert.Equal(sum / 64, ValueOf("Gram, mean"), Tolerances.SmallNetwork * sum);

        double ValueOf(string name) => new ObjectiveRun(model, All[name], Two).Values(Input, default)[1];
    }

    [Fact]
    public void Equal_images_are_as_similar_as_can_be_and_one_alone_is_similar_to_none()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Tensor three = new(new Shape(3, 3, 8, 8));
        for (int image = 0; image < 3; image++)
            Input.AsSpan()[..192].CopyTo(three.AsSpan()[(image * 192)..]);
        double[] values = new ObjectiveRun(model, Objective.Similarity("relu2"), three.Shape).Values(three, default);
        Assert.All(values, value => Assert.Equal(2, value, Tolerances.SmallNetwork));
        Assert.Equal([0], new ObjectiveRun(model, Objective.Similarity("relu2"), new Shape(1, 3, 8, 8))
            .Values(new Tensor(new Shape(1, 3, 8, 8), Input.AsSpan()[..192]), default));
    }

    [Fact]
    public void Layers_run_at_any_size_and_fully_connected_ones_say_why_not()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Tensor large = HashFill.Uniform("objective.large", new Shape(1, 3, 11, 20), -2, 2);
        ObjectiveValues values = new ObjectiveRun(model, Objective.Channel("relu2", 2), large.Shape).Run(large, default);
        Assert.Equal(large.Shape, values.Gradient.Shape);
        using Model whole = SmallNetworks.Linear(1, 2, 3);
        ArgumentException wrong = Assert.Throws<ArgumentException>(
            () => new ObjectiveRun(whole, Target.Class(1), new Shape(1, 1, 1, 5)));
        Assert.Contains("made for 1 x 3 pixels", wrong.Message);
    }

    [Fact]
    public void Names_say_what_is_optimised()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Objective both = 2 * Objective.Channel("relu2", 2) - 0.5 * Objective.Layer("relu1");
        Assert.Equal("2 x mean of relu2, channel 2 - 0.5 x mean of relu1", both.Describe(model));
        Assert.Equal("-class 3 (logit)", (-Objective.Of(Target.Class(3))).Describe(model));
        Assert.Equal("otter", ((Objective)Target.Class(3)).Named("otter").Describe(model));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using Model model = SmallNetworks.Color(8, 8);
        Refused(Objective.Layer("nothing"));
        Refused(Objective.Channel("relu1", 8));
        Refused(Objective.Direction("relu1", 1, 2));
        Refused(Objective.FeatureDistance("relu1", new Tensor(new Shape(1, 8, 8, 7))));
        Refused(Objective.FeatureDistance("relu1", new Tensor(new Shape(1, 8, 8, 8)), DistanceScale.Relative));
        Refused(Objective.GramDistance("relu1", new Tensor(new Shape(8, 7))));
        Refused(Target.Class(5));
        Assert.Throws<ArgumentException>(() => new ObjectiveRun(model, Objective.Layer("relu1"), new Shape(1, 4, 8, 8)));
        Assert.Throws<ArgumentOutOfRangeException>(() => double.NaN * Objective.Layer("relu1"));
        Assert.Throws<ArgumentException>(() => Objective.Direction("relu1"));
        Assert.Throws<ArgumentException>(() => Objective.Direction("relu1", float.NaN));
        Assert.Throws<ArgumentException>(() => Objective.FeatureDistance("relu1", new Tensor(new Shape(1, 1), [float.NaN])));
        Assert.Throws<ArgumentException>(() => Objective.GramDistance("relu1", new Tensor(new Shape(1, 1), [float.PositiveInfinity])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Objective.GramDistance("relu1", new Tensor(new Shape(8, 8)), (GramScale)7));
        Assert.Throws<ArgumentException>(() => Objective.Layer("relu1").Named(" "));
        Assert.Throws<ArgumentException>(() => GramMatrix.Of(new Tensor(new Shape(2, 3, 4, 5))));

        void Refused(Objective objective) => Assert.ThrowsAny<ArgumentException>(() => new ObjectiveRun(model, objective, Two));
    }
}
