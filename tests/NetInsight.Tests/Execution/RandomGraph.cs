using CsCheck;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Resizing;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Execution;

/// <summary>
/// A random network of chains and branches: convolutions, norms, ReLUs, pools, sums, concatenations and views, on odd sizes.
/// </summary>
internal sealed class RandomGraph
{
    private readonly GraphBuilder _builder = new();
    private readonly List<(int Value, Shape Shape)> _made = [];
    private readonly List<string> _text = [];
    private uint _seed;

    private RandomGraph(Shape input, (int Kind, int First, int Second, int Channels)[] steps, uint seed)
    {
        _seed = seed;
        Input = Inputs.Rounded(input, _seed++);
        _made.Add((_builder.Input("x"), input));
        foreach ((int kind, int first, int second, int channels) in steps)
            Add(kind, Pick(first), second, channels);
        Requested =
        [
            .. steps.Select(step => _made[step.Second % _made.Count].Value).Where((_, i) => i % 3 == 0).Append(_made[^1].Value).Distinct(),
        ];
        Graph = _builder.Build(_made[^1].Value);
    }

    public static Gen<RandomGraph> Any { get; } =
        from n in Gen.Int[1, 2]
        from c in Gen.Int[1, 9]
        from h in Gen.Int[1, 7]
        from w in Gen.Int[1, 7]
        from steps in Gen.Select(Gen.Int[0, 11], Gen.Int[0, 100], Gen.Int[0, 100], Gen.Int[1, 17]).Array[1, 10]
        from seed in Gen.UInt
        select new RandomGraph(new Shape(n, c, h, w), steps, seed);

    /// <summary>
    /// For one image, large enough for regions of it to be replaced, and with strides, dilation, groups, norms over channels, global pools,
    /// padding, slices, sums of channel slices, enlargements and blocks besides.
    /// </summary>
    public static Gen<RandomGraph> OfOneImage { get; } =
        from c in Gen.Int[1, 9]
        from h in Gen.Int[5, 16]
        from w in Gen.Int[5, 16]
        from steps in Gen.Select(Gen.Int[0, 22], Gen.Int[0, 100], Gen.Int[0, 100], Gen.Int[1, 17]).Array[1, 12]
        from seed in Gen.UInt
        select new RandomGraph(new Shape(1, c, h, w), steps, seed);

    public Graph Graph { get; }

    public Tensor Input { get; }

    public int[] Requested { get; }

    /// <summary>
    /// Whether roundings relative to a map's largest magnitude stay so: an LRN divides each position by its own magnitude, and thereby
    /// enlarges those of small positions.
    /// </summary>
    public bool KeepsMagnitudes => Graph.Nodes.All(node => node.Operator is not Lrn);

    public override string ToString() => $"{Input.Shape}; {string.Join("; ", _text)}; requested {string.Join(' ', Requested)}";

    /// <summary>Mostly the newest value, so that there are chains to fuse; now and then an older one, so that there are branches.</summary>
    private (int Value, Shape Shape) Pick(int choice) => _made[choice % 3 < 2 ? ^1 : choice % _made.Count];

    private void Add(int kind, (int Value, Shape Shape) x, int second, int channels)
    {
        (int n, int c) = (x.Shape[0], x.Shape[1]);
        bool isMap = x.Shape.Rank == 4;
        switch (kind)
        {
            case 0 or 1 or 2 when isMap:
                int size = kind == 0 ? 1 : 3;
                int[] weights = [Constant(-1, 1, channels, c, size, size), .. kind == 1 ? [Constant(-1, 1, channels)] : Array.Empty<int>()];
                Emit(new Conv(Window.Square(size, padding: size / 2)), x.Shape.With(1, channels), [x.Value, .. weights]);
                break;
            case 3 or 4:
                int[] parameters = [Constant(0.5f, 1.5f, c), Constant(-1, 1, c), Constant(-1, 1, c), Constant(0.5f, 2, c)];
                Emit(new BatchNormalization(), x.Shape, [x.Value, .. parameters]);
                break;
            case 5:
                int[] alike = [.. _made.Where(made => made.Shape == x.Shape).Select(made => made.Value)];
                Emit(new Arithmetic<Add>(), x.Shape, x.Value, alike[second % alike.Length]);
                break;
            case 6 when isMap:
                Emit(new Arithmetic<Add>(), x.Shape, Constant(-1, 1, c, 1, 1), x.Value);
                break;
            case 7:
                int rank = x.Shape.Rank;
                var others = _made.Where(made => made.Shape.Rank == rank && made.Shape.With(1, c) == x.Shape);
                (int Value, Shape Shape)[] joined = [x, .. others.Take(second % 3)];
                Emit(new Concat(1), x.Shape.With(1, joined.Sum(input => input.Shape[1])), [.. joined.Select(input => input.Value)]);
                break;
            case 8 when isMap:
                Emit(new MaxPool(Window.Square(2, 2, ceiling: true)), new Shape(n, c, (x.Shape[2] + 1) / 2, (x.Shape[3] + 1) / 2), x.Value);
                break;
            case 9 when isMap:
                Emit(new AveragePool(Window.Square(3, padding: 1), second % 2 == 0), x.Shape, x.Value);
                break;
            case 10 when second % 3 == 0:
                Emit(new Flatten(), new Shape(n, x.Shape.Count / n), x.Value);
                break;
            case 10:
                Emit(new Identity(), x.Shape, x.Value);
                break;
            case 11 or 0 when !isMap:
                Emit(new Gemm(TransposesB: true), new Shape(n, channels), x.Value, Constant(-1, 1, channels, c), Constant(-1, 1, channels));
                break;
            case 12 when isMap && x.Shape[2] > 2 && x.Shape[3] > 2:
                Window strided = new(new WindowAxis(3, 2, 1, second % 2), new WindowAxis(2, 1 + second % 3, second % 2, 1));
                Shape slid = strided.Slide(FeatureMap.OfNchw(x.Shape, ""), channels, "").ToNchw(x.Shape);
                Emit(new Conv(strided), slid, x.Value, Constant(-1, 1, channels, c, 3, 2));
                break;
            case 13 when isMap:
                Window dilated = Window.Square(3, padding: 2, dilation: 2);
                Emit(new Conv(dilated, c), x.Shape, x.Value, Constant(-1, 1, c, 1, 3, 3), Constant(-1, 1, c));
                break;
            case 14 when isMap && c % 2 == 0:
                Emit(new Conv(Window.Square(1), 2), x.Shape.With(1, 2 * channels), x.Value, Constant(-1, 1, 2 * channels, c / 2, 1, 1));
                break;
            case 15 when isMap:
                Emit(new Lrn(3, 0.5f, 0.75f, 1), x.Shape, x.Value);
                break;
            case 16 when isMap && second % 4 == 0:
                Emit(new GlobalPool(second % 8 == 0 ? GlobalPoolKind.Average : GlobalPoolKind.Max), new Shape(n, c, 1, 1), x.Value);
                break;
            case 17 when isMap && channels >= 16:
                Emit(new Conv(Window.Square(3, padding: 1)), x.Shape.With(1, 16), x.Value, Constant(-1, 1, 16, c, 3, 3));
                break;
            case 18 when isMap:
                Emit(new Pad([0, 0, second % 3, 0], [0, 0, 0, 1]), new Shape(n, c, x.Shape[2] + second % 3, x.Shape[3] + 1), x.Value);
                break;
            case 19 when isMap && x.Shape[2] > 2:
                int step = 1 + second % 2;
                Emit(new Slice([new SliceAxis(2, 1, int.MaxValue, step)]), x.Shape.With(2, (x.Shape[2] - 2 + step) / step), x.Value);
                break;
            case 20 when isMap && x.Shape[2] < 20:
                ResizeRule rule = new(second % 2 == 0 ? ResizeMode.Nearest : ResizeMode.Linear);
                Emit(new Resize([new ResizeAxis(2, 2)], rule), x.Shape.With(2, 2 * x.Shape[2]), x.Value);
                break;
            case 21 when isMap && c % 2 == 0:
                Shape blocks = x.Shape.With(0, 2 * n).With(1, c / 2);
                Emit(new Reshape([-1, c / 2, x.Shape[2], x.Shape[3]]), blocks, x.Value);
                int apart = _made[^1].Value;
                for (int turn = 0; turn < 2; turn++)
                    apart = Emit(new Conv(Window.Square(3, padding: 1)), blocks, apart, Constant(-1, 1, c / 2, c / 2, 3, 3));
                _made.RemoveRange(_made.Count - 3, 3);              // others, of one image each, do not mix with these
                Emit(new Reshape([-1, c, x.Shape[2], x.Shape[3]]), x.Shape, apart);
                break;
            case 22 when isMap && c % 2 == 0:
                Shape half = x.Shape.With(1, c / 2);
                int lower = Emit(new Slice([new SliceAxis(1, 0, c / 2)]), half, x.Value);
                int upper = Emit(new Slice([new SliceAxis(1, c / 2, c)]), half, x.Value);
                Emit(new Arithmetic<Add>(), half, lower, upper);
                break;
            default:
                Emit(new Activation<Relu>(), x.Shape, x.Value);
                break;
        }
    }

    private int Emit(Operator op, Shape shape, params int[] inputs)
    {
        int value = _builder.Node($"{op.Name}{_text.Count}", op, [.. inputs]);
        _made.Add((value, shape));
        _text.Add($"{value} = {op.Name}({string.Join(", ", inputs)}) {shape}");
        return value;
    }

    private int Constant(float low, float high, params int[] extents)
    {
        Tensor tensor = Inputs.Rounded(new Shape(extents), _seed++);
        foreach (ref float value in tensor.AsSpan())
            value = low + (value + 1) / 2 * (high - low);
        return _builder.Constant(tensor.Shape, tensor.AsSpan());
    }
}
