using CsCheck;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators.Convolution;

/// <summary>
/// Convolutions by Winograd's transforms: padding of all kinds, tiles that extend beyond the output, few tiles (of 2 x 2) and many (of 4 x
/// 4).
/// </summary>
public sealed class WinogradConvTests : OperatorTests
{
    private protected override int Samples => 40;

    private protected override Gen<Case> Cases =>
        from n in Gen.Int[1, 3]
        from c in Channels
        from m in Channels
        from padding in Gen.Int[0, 3].Array[4]
        from h in Gen.Int[3, 18]
        from w in Gen.Int[3, 18]
        from bias in Gen.Bool
        let window = new Window(new WindowAxis(3, 1, padding[0], padding[1]), new WindowAxis(3, 1, padding[2], padding[3]))
        select Of(n, c, m, window, h, w, bias);

    private static Gen<int> Channels => Gen.OneOf(16, 24, 32, 40);

    private static Case Of(int n, int c, int m, Window window, int h, int w, bool bias)
    {
        Case given = new(new Conv(window), new Shape(n, c, h, w), new Shape(m, c, 3, 3));
        return bias ? given with { Inputs = [.. given.Inputs, new Shape(m)] } : given;
    }

    private protected override double ToleranceOf(Operator op) => Tolerances.Winograd;

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) => ConvTests.Define((Conv)op, x);

    [Fact]
    public void Exact_precision_computes_sums_by_definition()
    {
        (Engine fast, Engine exact, Tensor x, int output) = Engines(new Shape(1, 32, 20, 20));
        Tensor winograd = Run(fast, x, output), direct = Run(exact, x, output);
        Assert.False(direct.AsSpan().SequenceEqual(winograd.AsSpan()));
        Near.Relative(direct, winograd, Tolerances.Winograd);
    }

    /// <summary>
    /// Blocks of tiles by one thread, or steps shared by threads: the bits of an image do not depend on the size of the batch.
    /// </summary>
    [Fact]
    public void An_image_has_the_same_bits_alone_and_in_a_batch()
    {
        (Engine fast, _, Tensor batch, int output) = Engines(new Shape(6, 32, 20, 20));
        Tensor all = Run(fast, batch, output);
        for (int n = 0; n < 6; n++)
        {
            Tensor alone = new(new Shape(1, 32, 20, 20), batch.AsSpan().Slice(n * 32 * 400, 32 * 400));
            Assert.Equal(all.AsSpan().Slice(n * 32 * 400, 32 * 400), Run(fast, alone, output).AsSpan());
        }
    }

    private static (Engine Fast, Engine Exact, Tensor Input, int Output) Engines(Shape shape)
    {
        Models.GraphBuilder builder = new();
        int x = builder.Input("x"), w = builder.Constant(new Shape(32, 32, 3, 3), Inputs.Rounded(new Shape(32, 32, 3, 3), 3).AsSpan());
        int conv = builder.Node("conv", new Conv(Window.Square(3, padding: 1)), x, w);
        Graph graph = builder.Build(conv);
        return (new Engine(graph, 2, long.MaxValue), new Engine(graph, 2, long.MaxValue, Precision.Exact), Inputs.Rounded(shape, 4), conv);
    }

    private static Tensor Run(Engine engine, Tensor x, int output) =>
        engine.Run([x], new HashSet<int> { output }, new HashSet<int>(), null, CancellationToken.None)[output];
}
