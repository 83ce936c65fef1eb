using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Reduction;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Graphs;

public sealed class MapAxesTests
{
    [Fact]
    public void Channels_last_is_followed()
    {
        GraphBuilder graph = new();
        int x = graph.Node("pool", new MaxPool(Window.Square(2, 2)), graph.Input("x", 1, 5, 6, 8));
        int last = graph.Node("last", new Transpose([0, 2, 3, 1]), x);
        int norm = graph.Node("norm", new LayerNormalization(), last, graph.Constant(new Shape(1), 1));
        int mean = graph.Node("mean", new Reduce<MeanReduction>([3]), norm);
        int padded = graph.Node("padded", new Pad([0, 0, 0, 0], [0, 1, 2, 0]), norm);
        int linear = graph.Node("linear", new MatMul(), norm, graph.Constant(new Shape(5, 2), new float[10]));
        int first = graph.Node("first", new Transpose([0, 3, 1, 2]), linear);
        IReadOnlyDictionary<int, MapAxes> axes = AxesOf(graph.Build(first), new Shape(1, 5, 6, 8));
        Assert.Equal(new MapAxes(3, 4, 2, 3), axes[x]);
        Assert.Equal(new MapAxes(3, 4, 1, 2), axes[norm]);
        Assert.Equal(new MapAxes(3, 4, 1, 2), axes[mean]);
        Assert.Equal(new MapAxes(4, 6, 1, 2), axes[padded]);
        Assert.Equal(new MapAxes(3, 4, 1, 2), axes[linear]);
        Assert.Equal(new MapAxes(3, 4, 2, 3), axes[first]);
    }

    [Fact]
    public void Tokens_are_followed_through_attention_and_lose_those_that_are_cut_off()
    {
        GraphBuilder graph = new();
        int x = graph.Node("pool", new MaxPool(Window.Square(2, 2)), graph.Input("x", 1, 6, 6, 8));
        int flat = graph.Node("flat", new Reshape([0, 6, -1]), x);
        int tokens = graph.Node("tokens", new Transpose([0, 2, 1]), flat);
        int all = graph.Node("all", new Concat(1), graph.Constant(new Shape(1, 2, 6), new float[12]), tokens);
        int heads = graph.Node("heads", new Reshape([0, 14, 2, 3]), all);
        int q = graph.Node("q", new Transpose([0, 2, 1, 3]), heads);
        int k = graph.Node("k", new Transpose([0, 2, 3, 1]), heads);
        int scores = graph.Node("scores", new MatMul(), q, k);
        int scaled = graph.Node("scaled", new Arithmetic<Mul>(), scores, graph.Constant(new Shape(), 2));
        int values = graph.Node("values", new MatMul(), scaled, q);
        int back = graph.Node("back", new Transpose([0, 2, 1, 3]), values);
        int rows = graph.Node("rows", new Reshape([0, 14, 6]), back);
        int cut = graph.Node("cut", new Slice([new SliceAxis(1, 2, long.MaxValue)]), rows);
        int map = graph.Node("map", new Reshape([0, 3, 4, 6]), cut);
        int partial = graph.Node("partial", new Slice([new SliceAxis(1, 0, 5)]), rows);
        IReadOnlyDictionary<int, MapAxes> axes = AxesOf(graph.Build(map, partial), new Shape(1, 6, 6, 8));
        Assert.Equal(new MapAxes(3, 4, 2, 2), axes[flat]);
        Assert.Equal(new MapAxes(3, 4, 1, 1), axes[tokens]);
        Assert.Equal(new MapAxes(3, 4, 1, 1, Before: 2), axes[all]);
        Assert.Equal(new MapAxes(3, 4, 2, 2, Before: 2), axes[q]);
        Assert.True(axes[scaled].IsAttention);
        Assert.Equal(new MapAxes(3, 4, 2, 2, Before: 2), axes[values]);
        Assert.Equal(new MapAxes(3, 4, 1, 1, Before: 2), axes[rows]);
        Assert.Equal(new MapAxes(3, 4, 1, 1), axes[cut]);
        Assert.Equal(new MapAxes(3, 4, 1, 2), axes[map]);
        Assert.False(axes.ContainsKey(partial));
    }

    [Fact]
    public void Maps_have_the_elements_of_their_positions()
    {
        Tensor tokens = HashFill.Uniform("tokens", new Shape(2, 3, 8, 5), -1, 1);       // one token before 6 positions, one after
        Tensor map = new MapAxes(2, 3, 2, 2, Before: 1, After: 1).ToMap(tokens);
        Assert.Equal(new Shape(2, 15, 2, 3), map.Shape);
        foreach ((int n, int c, int row, int column) in new[] { (0, 0, 0, 0), (1, 7, 1, 2), (1, 14, 0, 1) })
            Assert.Equal(tokens[n, c / 5, 1 + row * 3 + column, c % 5], map[n, c, row, column]);
        Tensor last = HashFill.Uniform("last", new Shape(2, 4, 3, 5), -1, 1);
        Assert.Equal(last[1, 3, 2, 4], new MapAxes(4, 3, 1, 2).ToMap(last)[1, 4, 3, 2]);
    }

    private static IReadOnlyDictionary<int, MapAxes> AxesOf(Graph graph, Shape input) =>
        MapAxesInference.Of(graph, ShapeInference.Infer(graph, [input]));
}
