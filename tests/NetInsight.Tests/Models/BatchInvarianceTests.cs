using NetInsight.Execution.Running;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Tests.Formats.Onnx;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.Models;

/// <summary>
/// An image's outputs have the same bits in a batch of any size, so that tables of halves merge to the table of the whole.
/// </summary>
public sealed class BatchInvarianceTests
{
    [Theory]
    [InlineData("resnet18", 224, 9)]
    [InlineData("squeezenet1_1", 224, 6)]
    [InlineData("densenet121", 224, 6)]
    [InlineData("mobilenet_v2", 224, 6)]
    [InlineData("cifar", 32, 33)]
    public void An_image_has_the_same_bits_in_a_batch_of_any_size(string name, int side, int count)
    {
        using Model model = name == "cifar" ? Architectures.CifarResNet(20, HashFill.Weights) : ZooTests.Make(name);
        CompareBatches(model, HashFill.Image("zoo.input", count, side), model.Layers[^1].Name);
    }

    [Theory]
    [InlineData(true, 480)]
    [InlineData(false, 480)]
    [InlineData(false, 1 << 13)]
    public void So_it_has_after_fully_connected_layers(bool transposed, int depth)
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, depth / 16, 4, 4);
        Shape shape = transposed ? new Shape(37, depth) : new Shape(depth, 37);
        int units = graph.Node(
            "units",
            new Gemm(TransposesB: transposed),
            graph.Node("flat", new Flatten(), x),
            graph.Constant(shape, Inputs.Rounded(shape, 1).AsSpan()));
        using Model model = new(graph.Build(units), new ModelOptions { Preprocessing = Preprocessing.UnitRange });
        CompareBatches(model, Inputs.Rounded(new Shape(33, depth / 16, 4, 4), 2), "units");
    }

    /// <summary>Files that compute an image's logits y from other images of the batch too; k is 6 x 4.</summary>
    private static readonly Dictionary<string, Action<OnnxBuilder>> Mixing = new()
    {
        ["norm of all"] = file => file.Node("ReduceL2", "f", "n").Node("Div", "f n", "d").Node("MatMul", "d k", "y"),
        ["mean over the batch"] = file => file.Node("ReduceMean", "f", "n", ("axes", new[] { 0L })).Node("Sub", "f n", "d")
            .Node("MatMul", "d k", "y"),
        ["softmax over the batch"] = file => file.Node("Softmax", "f", "d", ("axis", 0L)).Node("MatMul", "d k", "y"),
        ["sums over the batch"] = file => file.Longs("zero", 0).Node("CumSum", "f zero", "d").Node("MatMul", "d k", "y"),
        ["reversed batch"] = file => file.Longs("from", -1).Longs("to", int.MinValue).Longs("along", 0).Longs("step", -1)
            .Node("Slice", "f from to along step", "d").Node("MatMul", "d k", "y"),
        ["similarities"] = file => file.Node("Transpose", "f", "t", ("perm", new[] { 1L, 0L })).Node("MatMul", "f t", "s")
            .Node("MatMul", "s f", "d").Node("MatMul", "d k", "y"),
        ["elements of the first image scattered"] = file => file.Longs("zero", 0).Longs("i", 5, 4, 3, 2, 1, 0)
            .Node("Unsqueeze", "i zero", "j").Constant("u", 1, 6).Node("ScatterElements", "f j u", "d", ("axis", 1L))
            .Node("MatMul", "d k", "y"),
        ["the first image scattered"] = file => file.Longs("zero", 0).Node("Unsqueeze", "zero zero", "j").Constant("u", 1, 6)
            .Node("ScatterND", "f j u", "d").Node("MatMul", "d k", "y"),
        ["images as steps of a sequence"] = file => file.Longs("one", 1).Node("Unsqueeze", "f one", "s").Constant("w", 1, 6, 6)
            .Constant("r", 1, 6, 6).Node("RNN", "s w r", "h", ("hidden_size", 6L)).Longs("middle", 1, 2)
            .Node("Squeeze", "h middle", "d").Node("MatMul", "d k", "y"),
        ["dynamic quantisation"] = file => file.Node("DynamicQuantizeLinear", "f", "q s z").Node("DequantizeLinear", "q s z", "d")
            .Node("MatMul", "d k", "y"),
    };

    public static TheoryData<string> MixingNames => [.. Mixing.Keys];

    [Theory]
    [MemberData(nameof(MixingNames))]
    public void No_answer_depends_on_other_images(string name) => CompareOcclusion(name, batch: -1);

    /// <summary>A batch of 0 in a file is an open one.</summary>
    [Fact]
    public void Nor_where_the_file_has_a_batch_of_0() => CompareOcclusion("norm of all", batch: 0);

    private static void CompareOcclusion(string name, long batch)
    {
        using Model model = HeadNetwork.Load(
            HeadNetwork.Build(4, file =>
            {
                file.Constant("k", 6, 4);
                Mixing[name](file);
                file.Output("y");
            }, batch),
            new ModelOptions { Head = HeadKind.Logits });
        CompareBatches(model, HashFill.Uniform("mixing", new Shape(5, 3, 6, 6), 0, 1), "y");

        Tensor input = HeadNetwork.Input, occluded = input.Clone();
        OcclusionOptions options = new() { Window = new OcclusionWindow(2, 2), Fill = Fill.Black };
        OcclusionMap map = Occlusion.Compute(model, input, options: options);
        float[] black = [.. model.Preprocessing.ToInput(RgbColor.Black)];
        for (int i = 0; i < occluded.Count; i++)
        {
            if (i / 6 % 6 is 2 or 3 && i % 6 is 2 or 3)
                occluded.AsSpan()[i] = black[i / 36];
        }

        Assert.Equal(model.Probabilities(occluded)[0, 1], map.Grids[0].Probability(row: 1, column: 1, target: 1), 5);
    }

    private static void CompareBatches(Model model, Tensor images, string layer)
    {
        Tensor all = model.RunBatch(images, layer, TestContext.Current.CancellationToken);
        int whole = images.Shape[0], each = all.Count / whole;
        foreach (int count in new[] { 1, 2, 3, 5 })
        {
            Tensor some = model.RunBatch(BatchSlices.Cut(images, whole - count, count), layer, TestContext.Current.CancellationToken);
            Assert.Equal(all.AsSpan()[((whole - count) * each)..], some.AsSpan());
        }
    }
}
