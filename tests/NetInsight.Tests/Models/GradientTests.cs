using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Models;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.Models;

public sealed class GradientTests
{
    private static readonly Shape One = new(1, 3, 6, 6);

    [Fact]
    public void The_gradient_has_the_inputs_shape_and_the_default_target_is_the_top_class()
    {
        using Model model = Network();
        Tensor input = Inputs.Rounded(One, 1);
        int top = TopClass.Of(model.Logits(input).AsSpan());
        Tensor gradient = model.Gradient(input);
        Assert.Equal(input.Shape, gradient.Shape);
        Assert.Equal(model.Gradient(input, Target.Class(top)).AsSpan(), gradient.AsSpan());
        Assert.Equal(model.Gradient(input, Target.Class($"label {top}")).AsSpan(), gradient.AsSpan());
        Assert.NotEqual(0, gradient.AsSpan().ToArray().Max(Math.Abs));
    }

    [Theory]
    [InlineData(ClassScore.Logit)]
    [InlineData(ClassScore.Probability)]
    [InlineData(ClassScore.LogProbability)]
    public void A_class_scores_gradient_equals_its_differences(ClassScore score)
    {
        using Model model = Network();
        AssertDifferences(model, Target.Class(1, score), x => Score(model, x, 1, score));
        AssertDifferences(
            model, Target.Difference(1, 2, score), x => Score(model, x, 1, score) - Score(model, x, 2, score));
    }

    [Theory]
    [InlineData(ClassScore.Logit, 0)]
    [InlineData(ClassScore.Probability, 0)]
    [InlineData(ClassScore.LogProbability, 0)]
    [InlineData(ClassScore.Logit, 1)]
    [InlineData(ClassScore.Probability, 1)]
    [InlineData(ClassScore.LogProbability, 1)]
    public void The_two_classes_of_one_sigmoid_have_opposite_gradients(ClassScore score, int index)
    {
        using Model model = Network(classes: 1, sigmoid: true);
        AssertDifferences(model, Target.Class(index, score), x => Score(model, x, index, score));
    }

    [Fact]
    public void Units_channels_layers_and_weighted_sums_equal_their_differences()
    {
        using Model model = Network();
        Tensor weights = Inputs.Rounded(new Shape(1, 4, 6, 6), 9);
        AssertDifferences(model, Target.Unit("conv2", 3, 2, 4), x => model.Run(x, ["conv2"])["conv2"][0, 3, 2, 4]);
        AssertDifferences(model, Target.Channel("conv2", 2), x => Mean(model.Run(x, ["conv2"])["conv2"].AsSpan().Slice(72, 36)));
        AssertDifferences(model, Target.Layer("conv2"), x => Mean(model.Run(x, ["conv2"])["conv2"].AsSpan()));
        AssertDifferences(
            model,
            Target.Of("conv2", weights),
            x => model.Run(x, ["conv2"])["conv2"].AsSpan().ToArray().Zip(weights.AsSpan().ToArray(), (a, b) => (double)a * b).Sum());
        AssertDifferences(
            model,
            Target.HalfSquaredNorm("conv2"),
            x => model.Run(x, ["conv2"])["conv2"].AsSpan().ToArray().Sum(value => 0.5 * value * value));
    }

    [Fact]
    public void Each_image_of_a_batch_has_the_gradient_that_it_has_alone()
    {
        foreach (int? fixedBatch in new int?[] { null, 1 })
        {
            using Model model = Network(batch: fixedBatch);
            Tensor batch = Inputs.Rounded(new Shape(3, 3, 6, 6), 2);
            Tensor weights = Inputs.Rounded(new Shape(3, 4, 6, 6), 4);
            Tensor top = model.Gradient(batch), of = model.Gradient(batch, Target.Of("conv2", weights));
            Tensor classes = model.RunGradient(new GradientRequest(batch, [Target.Classes([2, 0, 1])]), default).OfInput[0];
            for (int n = 0; n < 3; n++)
            {
                Tensor image = new(One, batch.AsSpan().Slice(n * 108, 108));
                Near.Relative(model.Gradient(image), new Tensor(One, top.AsSpan().Slice(n * 108, 108)), 1e-6);
                Tensor ofClass = new(One, classes.AsSpan().Slice(n * 108, 108));
                Near.Relative(model.Gradient(image, Target.Class((n + 2) % 3)), ofClass, 1e-6);
                Tensor own = new(new Shape(1, 4, 6, 6), weights.AsSpan().Slice(n * 144, 144));
                Near.Relative(model.Gradient(image, Target.Of("conv2", own)), new Tensor(One, of.AsSpan().Slice(n * 108, 108)), 1e-6);
            }
        }
    }

    [Fact]
    public void Gradients_of_layers_outputs_and_values_come_from_one_run()
    {
        using Model model = Network();
        Tensor input = Inputs.Rounded(new Shape(2, 3, 6, 6), 3);
        int runs = 0;
        GradientResult result = model.RunGradient(
            new GradientRequest(input, [Target.Class(0), Target.Top, Target.Channel("conv2", 1)])
            {
                OfLayers = ["conv1", "relu1"],
                Outputs = ["relu1"],
                Values = true,
                Hooks = [Hook.See("conv1", _ => runs++)],
            },
            default);
        Assert.Equal(1, runs);
        Assert.Equal(3, result.OfInput.Length);
        Tensor logits = model.Logits(input);
        Near.Relative(model.Run(input, ["relu1"])["relu1"], result.Outputs["relu1"], 1e-6);
        for (int n = 0; n < 2; n++)
        {
            int top = TopClass.Of(logits.AsSpan().Slice(n * 3, 3));
            Assert.Equal(top, result.Classes[1]![n]);
            Assert.Equal(logits[n, 0], result.Values[0][n], 5);
            Assert.Equal(logits[n, top], result.Values[1][n], 5);
        }

        Trace layers = model.Gradients(input, Target.Class(0), ["relu1", "conv1"]);
        Near.Relative(layers["relu1"], result.OfLayers[0]["relu1"], 1e-6);
        Near.Relative(layers["conv1"], result.OfLayers[0]["conv1"], 1e-6);
        Tensor output = model.Run(input, ["relu1"])["relu1"];
        for (int i = 0; i < output.Count; i++)
            Assert.Equal(output.AsSpan()[i] > 0 ? layers["relu1"].AsSpan()[i] : 0, layers["conv1"].AsSpan()[i], 6);
    }

    [Fact]
    public void A_hook_replaces_what_the_gradient_is_taken_at()
    {
        using Model model = Network();
        Tensor input = Inputs.Rounded(One, 5);
        Tensor none = model.Gradient(input, Target.Class(0), [Hook.Replace("conv1", map => new Tensor(map.Shape))]);
        Assert.All(none.AsSpan().ToArray(), value => Assert.Equal(0, value));
        Assert.NotEqual(0, model.Gradient(input, Target.Class(0)).AsSpan().ToArray().Max(Math.Abs));
    }

    [Fact]
    public void What_cannot_be_derived_is_refused_with_what_there_is()
    {
        using Model model = Network();
        Tensor input = Inputs.Rounded(One, 5);
        Assert.Contains("3 classes", Assert.Throws<ArgumentOutOfRangeException>(() => model.Gradient(input, Target.Class(3))).Message);
        Assert.Contains("label 1", Assert.Throws<ArgumentException>(() => model.Gradient(input, Target.Class("label"))).Message);
        Assert.Contains("4 channels", Assert.Throws<ArgumentOutOfRangeException>(
            () => model.Gradient(input, Target.Channel("conv2", 4))).Message);
        Assert.Contains("6 rows", Assert.Throws<ArgumentOutOfRangeException>(
            () => model.Gradient(input, Target.Unit("conv2", 0, 6, 0))).Message);
        Assert.Contains("conv2", Assert.Throws<ArgumentException>(() => model.Gradient(input, Target.Layer("conv3"))).Message);
        Assert.Contains("does not depend", Assert.Throws<ArgumentException>(
            () => model.Gradients(input, Target.Layer("conv1"), ["conv2"])).Message);
        Assert.Contains("1x4x6x6", Assert.Throws<ArgumentException>(
            () => model.Gradient(input, Target.Of("conv2", new Tensor(new Shape(2))))).Message);
        Assert.Throws<ArgumentException>(() => Target.Of("conv2", new Tensor(new Shape(1), [float.NaN])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Target.Class(-1));
        Assert.Throws<ArgumentException>(() => Target.Difference(2, 2));
    }

    [Fact]
    public void A_cancelled_gradient_throws_and_the_model_stays_usable()
    {
        using Model model = Network();
        Tensor input = Inputs.Rounded(One, 5);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => model.Gradient(input, cancellationToken: cancelled.Token));
        Assert.Equal(One, model.Gradient(input).Shape);
    }

    private static double Score(Model model, Tensor input, int index, ClassScore score) => score switch
    {
        ClassScore.Logit => model.Logits(input)[0, index],
        ClassScore.Probability => model.Probabilities(input)[0, index],
        _ => Math.Log(model.Probabilities(input)[0, index]),
    };

    private static double Mean(ReadOnlySpan<float> values) => values.ToArray().Average(value => (double)value);

    /// <summary>A few elements against differences of float runs, which are good to three digits.</summary>
    private static void AssertDifferences(Model model, Target target, Func<Tensor, double> value)
    {
        Tensor input = Inputs.Rounded(One, 8), gradient = model.Gradient(input, target);
        double largest = gradient.AsSpan().ToArray().Max(Math.Abs);
        Assert.True(largest > 0);
        for (int element = 0; element < input.Count; element += 11)
        {
            const float Step = 2e-3f;
            Tensor right = input.Clone(), left = input.Clone();
            right.AsSpan()[element] += Step;
            left.AsSpan()[element] -= Step;
            double slope = (value(right) - value(left)) / (right.AsSpan()[element] - (double)left.AsSpan()[element]);
            Assert.Equal(slope, gradient.AsSpan()[element], 0.02 * largest);
        }
    }

    /// <summary>Two convolutions with a smooth activation and a ReLU, and a linear layer.</summary>
    private static Model Network(int classes = 3, bool sigmoid = false, int? batch = null)
    {
        GraphBuilder builder = new();
        int x = builder.Input("x", batch, 3, 6, 6);
        Tensor first = Inputs.Rounded(new Shape(5, 3, 3, 3), 21), second = Inputs.Rounded(new Shape(4, 5, 3, 3), 22);
        Tensor linear = Inputs.Rounded(new Shape(classes, 4 * 36), 23);
        int conv = builder.Node("conv1", new Conv(Window.Square(3, padding: 1)), x, builder.Constant(first.Shape, first.AsSpan()));
        int relu = builder.Node("relu1", new Activation<Relu>(), conv);
        int next = builder.Node("conv2", new Conv(Window.Square(3, padding: 1)), relu, builder.Constant(second.Shape, second.AsSpan()));
        int tanh = builder.Node("tanh", new Activation<Tanh>(), builder.Node(
            "small", new Arithmetic<Mul>(), next, builder.Constant(new Shape(1), 0.2f)));
        int flat = builder.Node("flat", new Flatten(), tanh);
        int scores = builder.Node("fc", new Gemm(0.2f, TransposesB: true), flat, builder.Constant(linear.Shape, linear.AsSpan()));
        int output = sigmoid ? builder.Node("sigmoid", new Activation<Sigmoid>(), scores) : scores;
        Labels? labels = sigmoid ? null : new Labels(["label 0, zero", "label 1, one", "label 2, two"]);
        return new Model(builder.Build(output), new ModelOptions { Labels = labels });
    }
}
