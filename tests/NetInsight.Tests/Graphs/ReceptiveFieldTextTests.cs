using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Graphs;

/// <summary>Receptive fields in words.</summary>
public sealed class ReceptiveFieldTextTests
{
    /// <summary>
    /// Size, stride and centre of unit (0, 0) in Caffe's deployment: no padding in the first layer, images of 227 pixels.
    /// </summary>
    [Theory]
    [InlineData("conv1", 11, 4, 5)]
    [InlineData("pool1", 19, 8, 9)]
    [InlineData("conv2", 51, 8, 9)]
    [InlineData("pool2", 67, 16, 17)]
    [InlineData("conv3", 99, 16, 17)]
    [InlineData("conv4", 131, 16, 17)]
    [InlineData("conv5", 163, 16, 17)]
    [InlineData("pool5", 195, 32, 33)]
    public void CaffeNet_has_its_known_fields(string layer, int size, int stride, int centre)
    {
        using Model model = CaffeNet();
        ReceptiveField field = model.ReceptiveFieldOf(layer);
        Assert.Equal(new ReceptiveField(size, size, stride, stride, centre - (size - 1) / 2, centre - (size - 1) / 2), field);
    }

    [Fact]
    public void CaffeNet_describes_the_field_in_the_middle_of_conv5()
    {
        using Model model = CaffeNet();
        Assert.Equal("receptive field 163 x 163, stride 16; unit (6, 6) covers rows 32 to 194, columns 32 to 194",
            model.DescribeReceptiveField("conv5"));
        Assert.Equal("receptive field 163 x 163, stride 16; unit (0, 12) covers rows 0 to 98, columns 128 to 226; the rest is padding",
            model.DescribeReceptiveField("conv5", 0, 12));
    }

    /// <summary>torchvision pads the first layer by 2 and takes 224 pixels: the centres lie at 15 + 16 i, not at 17 + 16 i.</summary>
    [Fact]
    public void AlexNet_of_torchvision_is_shifted_by_its_padding()
    {
        using Model model = Architectures.AlexNet(Weights.Generate((_, shape) => new Tensor(shape)));
        Assert.Equal("receptive field 163 x 163, stride 16; unit (6, 6) covers rows 30 to 192, columns 30 to 192",
            model.DescribeReceptiveField("features.10", 6, 6));
        Assert.Equal("receptive field 11 x 11, stride 4; unit (1, 2) covers rows 2 to 12, columns 6 to 16",
            model.DescribeReceptiveField("features.0", 1, 2));
        Assert.EndsWith(
            "unit (0, 0) covers rows 0 to 223, columns 0 to 223, the whole image", model.DescribeReceptiveField("classifier.6"));
    }

    /// <summary>The demo of ConvNetJS, as in TECHNIQUES.md: size, stride, centre of unit (0, 0).</summary>
    [Theory]
    [InlineData("conv1", 5, 1, 0)]
    [InlineData("pool1", 6, 2, 0.5)]
    [InlineData("conv2", 14, 2, 0.5)]
    [InlineData("pool2", 16, 4, 1.5)]
    [InlineData("conv3", 32, 4, 1.5)]
    [InlineData("pool3", 36, 8, 3.5)]
    public void ConvNetJS_has_its_fields(string layer, int size, int stride, double centre)
    {
        using Model model = Model.Load(SharedFiles.Require("data/models/convnetjs-cifar10-original.json"));
        ReceptiveField field = model.ReceptiveFieldOf(layer);
        Assert.Equal((size, stride, centre), (field.Height, field.StrideDown, field.Top + (field.Height - 1) / 2.0));
    }

    [Fact]
    public void Strides_that_differ_are_both_stated()
    {
        ReceptiveField field = new(3, 5, 2, 4, 0, -2);
        Assert.Equal("receptive field 3 x 5, stride 2 x 4; unit (1, 1) covers rows 2 to 4, columns 2 to 6", field.Describe(1, 1, 10, 20));
        Assert.Equal("receptive field 3 x 5, stride 2 x 4; unit (50, 1) covers padding only", field.Describe(50, 1, 10, 20));
        Assert.Equal(
            "receptive field 3 x 5, stride 2 x 4; unit (2000000000, 0) covers padding only", field.Describe(2_000_000_000, 0, 10, 20));
    }

    [Fact]
    public void Arguments_are_checked()
    {
        using Model model = CaffeNet();
        Assert.Contains(
            "13 rows, 0 to 12", Assert.Throws<ArgumentOutOfRangeException>(() => model.DescribeReceptiveField("conv5", 13)).Message);
        Assert.Contains(
            "13 columns, 0 to 12", Assert.Throws<ArgumentOutOfRangeException>(() => model.DescribeReceptiveField("conv5", 0, -1)).Message);
        Assert.Throws<ArgumentException>(() => model.DescribeReceptiveField("conv6"));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(ReceptiveField).Of(0, 0, 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(ReceptiveField).Describe(-1, 0, 5, 5));
        using Model open = new(new Execution.Residual().Graph, ModelOptions.Default);
        Assert.Throws<InvalidOperationException>(() => open.DescribeReceptiveField("conv1"));
    }

    /// <summary>Krizhevsky's network as in Caffe, with one channel per layer: fields do not depend on channels, norms or weights.</summary>
    private static Model CaffeNet()
    {
        GraphBuilder graph = new();
        int x = Conv("conv1", graph.Input("data", null, 1, 227, 227), 11, 4, 0);
        x = Conv("conv2", Pool("pool1", x), 5, 1, 2);
        x = Conv("conv3", Pool("pool2", x), 3, 1, 1);
        x = Pool("pool5", Conv("conv5", Conv("conv4", x, 3, 1, 1), 3, 1, 1));
        return new Model(graph.Build(x), ModelOptions.Default);

        int Conv(string name, int from, int kernel, int stride, int padding)
        {
            int weight = graph.Constant(new Shape(1, 1, kernel, kernel), new float[kernel * kernel]);
            return graph.Node(name, new Conv(Window.Square(kernel, stride, padding)), from, weight);
        }

        int Pool(string name, int from) => graph.Node(name, new MaxPool(Window.Square(3, 2, ceiling: true)), from);
    }
}
