using NetInsight.Execution.Running;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Product;
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
