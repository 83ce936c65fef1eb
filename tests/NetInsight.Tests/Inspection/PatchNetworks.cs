using CsCheck;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Inspection;

/// <summary>Small networks and images to search, with many equal activations.</summary>
internal static class PatchNetworks
{
    /// <summary>
    /// Input 3 x 16 x 20; "conv" 4 x 16 x 20 (receptive field 3 x 3), "blocks" with two maps for each image, "deep" 6 x 8 x 10 (receptive
    /// field 8 x 8), "units" 5.
    /// </summary>
    public static Model Small(Preprocessing? preprocessing = null, uint seed = 1)
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, 3, 16, 20);
        int conv = graph.Node("conv", new Conv(Window.Square(3, padding: 1)), x, Constant(graph, new Shape(4, 3, 3, 3), seed));
        int pool = graph.Node("pool", new MaxPool(Window.Square(2, 2)), graph.Node("relu", new Activation<Relu>(), conv));
        graph.Node("blocks", new Reshape([-1, 2, 8, 10]), pool);
        int deep = graph.Node("deep", new Conv(Window.Square(3, padding: 1)), pool, Constant(graph, new Shape(6, 4, 3, 3), 2));
        int units = graph.Node(
            "units", new Gemm(TransposesB: true), graph.Node("flat", new Flatten(), deep), Constant(graph, new Shape(5, 480), 3));
        return new Model(graph.Build(units), new ModelOptions { Preprocessing = preprocessing ?? Preprocessing.UnitRange });
    }

    /// <summary>Images of a few blocks in few colours, named so that ordinal order matters.</summary>
    public static Gen<NamedImage[]> Images { get; } =
        from count in Gen.Int[1, 9]
        from ids in Gen.Shuffle(new[] { "a", "B", "a10", "a9", "é", "Z", "_", "10", "9", "" })
        from images in Blocks.Array[count]
        select images.Select((image, i) => new NamedImage(ids[i], image)).ToArray();

    private static Gen<RgbImage> Blocks =>
        from width in Gen.Int[1, 50]
        from height in Gen.Int[1, 50]
        from shade in Gen.Byte[0, 2]
        from x in Gen.Int[0, 49]
        from y in Gen.Int[0, 49]
        from side in Gen.Int[0, 30]
        select RgbImage.Solid(
            height, width, new RgbColor((byte)(shade * 100), 0, 55)).WithRectangle(new PixelRectangle(y, x, side, side), RgbColor.White);

    private static int Constant(GraphBuilder graph, Shape shape, uint seed) => graph.Constant(shape, Inputs.Exact(shape, seed).AsSpan());
}
