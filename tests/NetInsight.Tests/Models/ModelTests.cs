using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Models;

public sealed class ModelTests
{
    [Fact]
    public void Layers_are_listed_with_operator_and_shape()
    {
        using Model model = Small();
        Assert.Equal(
            ["conv1 Conv 1x4x6x6", "relu1 Relu 1x4x6x6", "pool1 MaxPool 1x4x3x3", "flat Flatten 1x36", "fc Gemm 1x3", "prob Softmax 1x3"],
            model.Layers.Select(layer => layer.ToString()));
        Assert.Equal(new Shape(1, 2, 6, 6), model.InputShape);
        Assert.Equal(3, model.ClassCount);
    }

    [Fact]
    public void Probabilities_are_the_softmax_of_logits_whether_or_not_the_file_ends_in_one()
    {
        using Model withSoftmax = Small(), withoutSoftmax = Small(endsInSoftmax: false);
        Tensor input = Input(2);
        Assert.Equal(withoutSoftmax.Logits(input).AsSpan(), withSoftmax.Logits(input).AsSpan());
        Assert.Equal(withoutSoftmax.Probabilities(input).AsSpan(), withSoftmax.Probabilities(input).AsSpan());
        Assert.Equal(withSoftmax.Forward(input).AsSpan(), withSoftmax.Probabilities(input).AsSpan());
        Assert.Equal(withoutSoftmax.Forward(input).AsSpan(), withoutSoftmax.Logits(input).AsSpan());
        Assert.Equal(
            1,
            Math.Round(
                withSoftmax.Probabilities(input)[0, 0] + withSoftmax.Probabilities(input)[0, 1] + withSoftmax.Probabilities(input)[0, 2],
                5));
    }

    [Fact]
    public void A_trace_holds_the_requested_layers_and_names_them_for_others()
    {
        using Model model = Small();
        Trace trace = model.Run(Input(2), ["relu1", "fc"]);
        Assert.Equal(new Shape(2, 4, 6, 6), trace["relu1"].Shape);
        Assert.Equal(["fc", "relu1"], trace.Layers.Order());
        Assert.Contains("relu1, fc", Assert.Throws<ArgumentException>(() => trace["conv1"]).Message);
    }

    [Fact]
    public void A_hook_receives_an_output_and_changes_nothing()
    {
        using Model model = Small();
        Tensor? observed = null;
        Tensor expected = model.Forward(Input(1)), hooked = model.Forward(Input(1), [Hook.See("relu1", map => observed = map)]);
        Assert.Equal(expected.AsSpan(), hooked.AsSpan());
        Assert.Equal(model.Run(Input(1), ["relu1"])["relu1"].AsSpan(), observed!.AsSpan());
    }

    [Fact]
    public void A_hook_replaces_a_layer_for_one_call()
    {
        using Model model = Small();
        Tensor before = model.Logits(Input(1));
        Tensor zeroed = model.Logits(Input(1), [Hook.Replace("pool1", map => new Tensor(map.Shape))]);
        Assert.Equal([0.5f, -0.25f, 0.125f], zeroed.AsSpan());          // only the bias is left
        Assert.Equal(before.AsSpan(), model.Logits(Input(1)).AsSpan());
    }

    [Fact]
    public void Hooks_of_one_layer_run_one_after_the_other()
    {
        using Model model = Small();
        Tensor result = model.Logits(
            Input(1),
            [
                Hook.Replace("fc", _ => new Tensor(new Shape(1, 3), [1, 2, 3])),
                Hook.Replace("fc", map => new Tensor(map.Shape, [map[0, 2], map[0, 1], map[0, 0]])),
            ]);
        Assert.Equal([3, 2, 1], result.AsSpan());
    }

    [Fact]
    public void A_wrong_layer_name_lists_the_nearest()
    {
        using Model model = Small();
        Assert.Contains("conv1", Assert.Throws<ArgumentException>(() => model.Run(Input(1), ["Conv_1"])).Message);
        Assert.Contains("'relu9'", Assert.Throws<ArgumentException>(() => model.Forward(Input(1), [Hook.See("relu9", _ => { })])).Message);
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_refused_with_both_shapes()
    {
        using Model model = Small();
        Assert.Contains(
            "nx2x6x6, but is given 1x3x6x6",
            Assert.Throws<ArgumentException>(() => model.Forward(new Tensor(new Shape(1, 3, 6, 6)))).Message);
        Assert.Contains("2x6x6", Assert.Throws<ArgumentException>(() => model.Forward(new Tensor(new Shape(2, 6, 6)))).Message);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => model.Forward(new Tensor(new Shape(0, 2, 6, 6)))).Message);
        Tensor broken = Input(1);
        broken[0, 0, 0, 1] = float.NaN;
        Assert.Contains("element 1 of 72", Assert.Throws<ArgumentException>(() => model.Forward(broken)).Message);
    }

    [Fact]
    public void A_run_beyond_the_limit_is_refused_before_it_begins()
    {
        using Model model = Small(options: new ModelOptions { Limits = new LoadLimits { ActivationElements = 1000 } });
        Assert.Equal(1, model.Forward(Input(1)).Shape[0]);
        Assert.Contains("1,000", Assert.Throws<ResourceLimitException>(() => model.Forward(Input(16))).Message);
    }

    [Fact]
    public void A_disposed_model_throws()
    {
        Model model = Small();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Forward(Input(1)));
    }

    [Fact]
    public void A_batch_gives_the_bits_of_single_images()
    {
        using Model model = Small();
        Tensor batch = Input(5), together = model.Logits(batch);
        for (int n = 0; n < 5; n++)
        {
            Tensor alone = model.Logits(new Tensor(new Shape(1, 2, 6, 6), batch.AsSpan().Slice(n * 72, 72)));
            Assert.Equal(alone.AsSpan(), together.AsSpan().Slice(n * 3, 3));
        }
    }

    internal static Tensor Input(int batch)
    {
        Tensor input = new(new Shape(batch, 2, 6, 6));
        for (int i = 0; i < input.Count; i++)
            input.AsSpan()[i] = (i * 37 % 64 - 32) / 32f;
        return input;
    }

    private static Model Small(bool endsInSoftmax = true, ModelOptions? options = null)
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 2, 6, 6);
        int conv = graph.Node(
            "conv1",
            new Conv(Window.Square(3, padding: 1)),
            x,
            graph.Constant(new Shape(4, 2, 3, 3), Values(72, 7)),
            graph.Constant(new Shape(4), Values(4, 3)));
        int pool = graph.Node("pool1", new MaxPool(Window.Square(2, stride: 2)), graph.Node("relu1", new Activation<Relu>(), conv));
        int flat = graph.Node("flat", new Flatten(), pool);
        int fc = graph.Node(
            "fc",
            new Gemm(TransposesB: true),
            flat,
            graph.Constant(new Shape(3, 36), Values(108, 5)),
            graph.Constant(new Shape(3), 0.5f, -0.25f, 0.125f));
        return new Model(graph.Build(endsInSoftmax ? graph.Node("prob", new Softmax(1), fc) : fc), options ?? ModelOptions.Default);
    }

    private static float[] Values(int count, int step) => [.. Enumerable.Range(0, count).Select(i => (i * step % 16 - 8) / 16f)];
}
