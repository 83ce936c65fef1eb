using NetInsight.Execution.Running;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Models;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.Models;

/// <summary>Gradients of a batch, which runs as slices side by side where images are independent.</summary>
public sealed class GradientSlicesTests
{
    private const int Images = 9;

    private static readonly Tensor Batch = Inputs.Rounded(new Shape(Images, 3, 6, 6), 2);

    [Fact]
    public void Slices_have_the_same_bits_with_any_number_of_threads_and_agree_with_the_whole_batch()
    {
        GradientRequest request = new(Batch, [Target.Class(1), Target.Top, Target.Classes([2, 0, 1, 0, 0, 1, 2, 2, 1])])
        {
            OfLayers = ["relu"],
            Outputs = ["fc"],
            Values = true,
        };
        using Model model = Network(threads: 1);
        int seen = 0;
        GradientResult slices = model.RunGradient(request, default);
        GradientResult whole = model.RunGradient(request with { Hooks = [Hook.See("relu", _ => seen++)] }, default);
        Assert.Equal(1, seen);
        for (int target = 0; target < request.Targets.Count; target++)
        {
            Near.Relative(whole.OfInput[target], slices.OfInput[target], 1e-6);
            Near.Relative(whole.OfLayers[target]["relu"], slices.OfLayers[target]["relu"], 1e-6);
            Assert.Equal(whole.Classes[target], slices.Classes[target]);
            Assert.All(whole.Values[target].Zip(slices.Values[target]), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }

        Near.Relative(whole.Outputs["fc"], slices.Outputs["fc"], 1e-6);
        foreach (int threads in (int[])[2, 3, 8])
        {
            using Model other = Network(threads);
            GradientResult result = other.RunGradient(request, default);
            for (int target = 0; target < request.Targets.Count; target++)
                Assert.Equal(slices.OfInput[target].AsSpan(), result.OfInput[target].AsSpan());
            Assert.Equal(slices.Outputs["fc"].AsSpan(), result.Outputs["fc"].AsSpan());
        }
    }

    [Fact]
    public void Weights_for_each_image_go_to_its_slice()
    {
        using Model model = Network(threads: 2);
        Tensor weights = Inputs.Rounded(new Shape(Images, 4, 6, 6), 4), gradient = model.Gradient(Batch, Target.Of("conv", weights));
        for (int n = 0; n < Images; n++)
        {
            Tensor expected = model.Gradient(BatchSlices.Cut(Batch, n, 1), Target.Of("conv", BatchSlices.Cut(weights, n, 1)));
            Near.Relative(expected, BatchSlices.Cut(gradient, n, 1), 1e-6);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void Classes_or_weights_of_another_number_of_images_are_refused(int given)
    {
        using Model model = Network(threads: 2);
        Assert.Contains($"{given} classes for {Images} images", Assert.Throws<ArgumentException>(
            () => model.RunGradient(new GradientRequest(Batch, [Target.Classes(new int[given])]), default)).Message);
        Assert.Contains($"{Images}x4x6x6", Assert.Throws<ArgumentException>(
            () => model.Gradient(Batch, Target.Of("conv", new Tensor(new Shape(given, 4, 6, 6))))).Message);
    }

    [Fact]
    public void Images_that_depend_on_each_other_stay_together()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x", null, 3, 6, 6);
        int mixed = builder.Node("mixed", new Softmax(0), x);
        using Model model = new(
            builder.Build(builder.Node("relu", new Activation<Relu>(), mixed)), new ModelOptions { Parallelism = 2 });
        GradientRequest request = new(Batch, [Target.Of("relu", Inputs.Rounded(Batch.Shape, 5))]);
        Tensor together = model.RunGradient(request, default).OfInput[0];
        Tensor whole = model.RunGradient(request with { Hooks = [Hook.See("mixed", _ => { })] }, default).OfInput[0];
        Near.Relative(whole, together, 1e-6);
        Assert.NotEqual(0, whole.AsSpan().ToArray().Max(Math.Abs));
    }

    [Fact]
    public void A_cancelled_batch_throws_and_leaves_no_memory_rented()
    {
        using Model model = Network(threads: 2);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => model.Gradient(Batch, Target.Class(0), cancellationToken: cancelled.Token));
        Assert.Equal(Batch.Shape, model.Gradient(Batch, Target.Class(0)).Shape);
        Assert.Equal(0, model.Engine.RentedBuffers);
    }

    /// <summary>A convolution, a ReLU and a linear layer.</summary>
    private static Model Network(int threads)
    {
        GraphBuilder builder = new();
        int x = builder.Input("x", null, 3, 6, 6);
        Tensor filters = Inputs.Rounded(new Shape(4, 3, 3, 3), 21), linear = Inputs.Rounded(new Shape(3, 4 * 36), 23);
        int conv = builder.Node("conv", new Conv(Window.Square(3, padding: 1)), x, builder.Constant(filters.Shape, filters.AsSpan()));
        int flat = builder.Node("flat", new Flatten(), builder.Node("relu", new Activation<Relu>(), conv));
        int fc = builder.Node("fc", new Gemm(0.2f, TransposesB: true), flat, builder.Constant(linear.Shape, linear.AsSpan()));
        return new Model(
            builder.Build(fc), new ModelOptions { Parallelism = threads, Labels = new Labels(["zero", "one", "two"]) });
    }
}
