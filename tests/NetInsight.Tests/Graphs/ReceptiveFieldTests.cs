using System.Text.Json;
using CsCheck;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Graphs;

public sealed class ReceptiveFieldTests
{
    [Theory]
    [InlineData("vgg16", "features.4", 6, 2, 0.5)]
    [InlineData("vgg16", "features.9", 16, 4, 1.5)]
    [InlineData("vgg16", "features.16", 44, 8, 3.5)]
    [InlineData("vgg16", "features.23", 100, 16, 7.5)]
    [InlineData("vgg16", "features.28", 196, 16, 7.5)]
    [InlineData("vgg16", "features.30", 212, 32, 15.5)]
    [InlineData("resnet18", "layer1", 43, 4, 0)]
    [InlineData("resnet18", "layer2", 99, 8, 0)]
    [InlineData("resnet18", "layer3", 211, 16, 0)]
    [InlineData("resnet18", "layer4", 435, 32, 0)]
    [InlineData("resnet50", "layer4", 427, 32, 0)]
    [InlineData("resnet101", "layer3", 811, 16, 0)]
    [InlineData("resnet101", "layer4", 971, 32, 0)]
    [InlineData("densenet121", "features.denseblock1", 59, 4, 0)]
    [InlineData("densenet121", "features.denseblock2", 255, 8, 2)]
    [InlineData("densenet121", "features.denseblock3", 1031, 16, 6)]
    [InlineData("densenet121", "features.denseblock4", 2071, 32, 14)]
    public void Published_networks_have_their_published_receptive_fields(string network, string layer, int size, int stride, double centre)
    {
        using Model model = Make(network);
        ReceptiveField field = model.ReceptiveFieldOf(layer);
        Assert.Equal((size, size, stride, stride), (field.Height, field.Width, field.StrideDown, field.StrideRight));
        Assert.Equal(centre, field.Top + (field.Height - 1) / 2.0);
        Assert.Equal(centre, field.Left + (field.Width - 1) / 2.0);
    }

    [Fact]
    public void AlexNet_equals_what_autograd_measured()
    {
        string json = File.ReadAllText(SharedFiles.Require("reference/receptive_fields.json"));
        JsonElement expected = JsonDocument.Parse(json).RootElement.GetProperty("alexnet");
        using Model model = Make("alexnet");
        foreach (JsonProperty layer in expected.EnumerateObject())
        {
            ReceptiveField field = model.ReceptiveFieldOf(layer.Name);
            Assert.Equal(layer.Value.GetProperty("size").GetInt32(), field.Height);
            Assert.Equal(layer.Value.GetProperty("stride").GetInt32(), field.StrideDown);
            Assert.Equal(layer.Value.GetProperty("first_start").GetInt32(), field.Top);
        }
    }

    [Fact]
    public void A_field_is_clipped_at_the_edges_of_the_input()
    {
        ReceptiveField conv5 = new(163, 163, 16, 16, -66, -66);
        Assert.Equal(new PixelRectangle(30, 30, 163, 163), conv5.Of(6, 6, 224, 224));
        Assert.Equal(new PixelRectangle(14, 0, 163, 97), conv5.Of(5, 0, 224, 224));
        Assert.Equal("163 x 163, stride 16, from (-66, -66)", conv5.ToString());
    }

    [Fact]
    public void The_field_of_a_fully_connected_layer_is_the_whole_image()
    {
        using Model model = Make("alexnet");
        PixelRectangle field = model.ReceptiveFieldOf("classifier.6").Of(0, 0, 224, 224);
        Assert.Equal(new PixelRectangle(0, 0, 224, 224), field);
    }

    [Fact]
    public void Paths_that_are_not_aligned_have_no_field()
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 1, 8, 8);
        int even = graph.Node("even", new MaxPool(Window.Square(2)), graph.Node("pad", new Pad([0, 0, 0, 0], [0, 0, 1, 1]), x));
        using Model model = new(graph.Build(graph.Node("sum", new Arithmetic<Add>(), x, even)), ModelOptions.Default);
        Assert.Contains("stride or centre", Assert.Throws<InvalidOperationException>(() => model.ReceptiveFieldOf("sum")).Message);
        Assert.Contains("not aligned", model.Summary());
    }

    /// <summary>Perturbation: of a network of averages and sums, exactly the pixels inside the field change a unit.</summary>
    [Fact]
    public void Exactly_the_pixels_inside_the_field_matter() =>
        (from first in Step
         from second in Step
         from padding in Gen.Int[0, 2]
         from row in Gen.Int[0, 30]
         from column in Gen.Int[0, 30]
         select (first, second, padding, row, column)).Sample(Check, iter: 100, threads: 1);

    private static Gen<(int Kernel, int Stride, int Dilation, bool IsPool)> Step =>
        from kernel in Gen.Int[1, 3]
        from stride in Gen.Int[1, 2]
        from dilation in Gen.Int[1, 2]
        from isPool in Gen.Bool
        select (kernel, stride, dilation, isPool);

    private static void Check(((int, int, int, bool) First, (int, int, int, bool) Second, int Padding, int Row, int Column) test)
    {
        GraphBuilder graph = new();
        int x = Add(graph, "a", graph.Input("x", null, 1, 15, 13), test.First, test.Padding);
        int branch = graph.Node("branch", new Conv(Window.Square(3, padding: 1)), x, Ones(graph));
        int y = Add(graph, "b", graph.Node("sum", new Arithmetic<Add>(), x, branch), test.Second, 1);
        using Model model = new(graph.Build(y), ModelOptions.Default);
        Tensor zero = new(new Shape(1, 1, 15, 13));
        Shape output = model.Forward(zero).Shape;
        int row = test.Row % output[2], column = test.Column % output[3];
        PixelRectangle field = model.ReceptiveFieldOf("b").Of(row, column, 15, 13);
        for (int i = 0; i < 15; i++)
        {
            for (int j = 0; j < 13; j++)
            {
                bool isInside = i >= field.Top && i < field.Top + field.Height && j >= field.Left && j < field.Left + field.Width;
                Tensor perturbed = zero.Clone();
                perturbed[0, 0, i, j] = 1;
                bool matters = model.Forward(perturbed)[0, 0, row, column] != 0;
                Assert.True(isInside || !matters, $"pixel ({i}, {j}) lies outside {field} and matters to ({row}, {column})");
                // no pixels skipped between taps
                bool isDense = test.First.Item3 == 1 && test.Second.Item3 == 1 && test.First.Item2 == 1;
                Assert.True(!isDense || !isInside || matters,
                    $"pixel ({i}, {j}) lies inside {field} and does not matter to ({row}, {column})");
            }
        }
    }

    [Fact]
    public void Behind_a_norm_over_the_feature_map_every_field_is_the_whole_image()
    {
        GraphBuilder graph = new();
        int conv = graph.Node("conv", new Conv(Window.Square(3, 2, 1)), graph.Input("x", null, 1, 16, 16), Ones(graph));
        int norm = graph.Node("norm", new InstanceNormalization(), conv, graph.Constant(new Shape(1), 1), graph.Constant(new Shape(1), 0));
        int last = graph.Node("last", new Conv(Window.Square(3, padding: 1)), norm, Ones(graph));
        using Model model = new(graph.Build(last), new ModelOptions());
        foreach (string layer in new[] { "norm", "last" })
        {
            Assert.Equal(new ReceptiveField(17, 17, 0, 0, -1, -1), model.ReceptiveFieldOf(layer));
            Assert.EndsWith("unit (7, 3) covers rows 0 to 15, columns 0 to 15, the whole image", model.DescribeReceptiveField(layer, 7, 3));
            AssertLargeEnough(model, layer);
        }
    }

    /// <summary>A softmax over positions depends on all that it sums over; the field is then checked against the network.</summary>
    [Theory]
    [InlineData(1, false, 5, 5)]
    [InlineData(2, false, 18, 5)]
    [InlineData(-1, false, 5, 18)]
    [InlineData(3, true, 5, 18)]
    [InlineData(1, true, 18, 18)]
    public void A_softmax_over_positions_covers_all_that_it_sums_over(int axis, bool joint, int height, int width)
    {
        GraphBuilder graph = new();
        int weight = graph.Constant(new Shape(1, 1, 3, 3), [.. Enumerable.Repeat(0.1f, 9)]);
        int conv = graph.Node("conv", new Conv(Window.Square(3, padding: 1)), graph.Input("x", null, 1, 16, 16), weight);
        int softmax = graph.Node("softmax", new Softmax(axis, joint), conv);
        int last = graph.Node("last", new Conv(Window.Square(3, padding: 1)), softmax, Ones(graph));
        using Model model = new(graph.Build(last), new ModelOptions());
        ReceptiveField field = model.ReceptiveFieldOf("last");
        Assert.Equal((height, width), (field.Height, field.Width));
        AssertLargeEnough(model, "last");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void Feature_maps_concatenated_along_positions_have_no_single_field(int axis)
    {
        GraphBuilder graph = new();
        int conv = graph.Node("conv", new Conv(Window.Square(3, padding: 1)), graph.Input("x", null, 1, 8, 8), Ones(graph));
        using Model model = new(graph.Build(graph.Node("joined", new Concat(axis), conv, conv)), new ModelOptions());
        Assert.Contains(
            "joined along rows or columns", Assert.Throws<InvalidOperationException>(() => model.ReceptiveFieldOf("joined")).Message);
    }

    private static int Ones(GraphBuilder graph) => graph.Constant(new Shape(1, 1, 3, 3), [.. Enumerable.Repeat(1f, 9)]);

    private static void AssertLargeEnough(Model model, string layer)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.DoesNotContain(ReceptiveFieldCheck.Compute(model, layer, cancellationToken: cancellation).Faults, fault => fault.IsTooSmall);
    }

    private static int Add(GraphBuilder graph, string name, int x, (int Kernel, int Stride, int Dilation, bool IsPool) step, int padding)
    {
        Window window = Window.Square(step.Kernel, step.Stride, Math.Min(padding, step.Kernel / 2), step.Dilation);
        if (step.IsPool)
            return graph.Node(name, new AveragePool(window, CountsPadding: true), x);
        float[] ones = [.. Enumerable.Repeat(1f, step.Kernel * step.Kernel)];
        return graph.Node(name, new Conv(window), x, graph.Constant(new Shape(1, 1, step.Kernel, step.Kernel), ones));
    }

    private static Model Make(string network)
    {
        // Fields do not depend on weights: zeros are the fastest to make.
        Weights zeros = Weights.Generate((_, shape) => new Tensor(shape));
        return network switch
        {
            "alexnet" => Architectures.AlexNet(zeros),
            "vgg16" => Architectures.Vgg16(zeros),
            "resnet18" => Architectures.ResNet18(zeros),
            "resnet50" => Architectures.ResNet50(zeros),
            "resnet101" => Architectures.ResNet101(zeros),
            _ => Architectures.DenseNet121(zeros),
        };
    }
}
