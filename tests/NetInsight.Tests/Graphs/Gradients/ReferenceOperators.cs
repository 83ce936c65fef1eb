using System.Collections.Immutable;
using System.Text.Json;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Gathering;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Reduction;
using NetInsight.Kernels.Operators.Resizing;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Graphs.Gradients;

/// <summary>The operators of the reference gradients, made of the ONNX attributes that stand beside each case.</summary>
internal sealed class ReferenceOperators
{
    private readonly JsonElement _attributes;
    private readonly Shape _x;

    private ReferenceOperators(JsonElement attributes, Shape x) => (_attributes, _x) = (attributes, x);

    public static string[] Names { get; } =
    [
        "Abs", "Add", "AveragePool", "BatchNormalization", "Celu", "Clip", "Concat", "Conv", "ConvTranspose", "DepthToSpace", "Div", "Elu",
        "Erf", "Exp", "Expand", "Flatten", "Gather", "Gelu", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "GroupNormalization",
        "HardSigmoid", "HardSwish", "InstanceNormalization", "LRN", "LayerNormalization", "LeakyRelu", "Log", "LogSoftmax", "MatMul", "Max",
        "MaxPool", "Min", "Mish", "Mul", "Neg", "PRelu", "Pad", "Pow", "Reciprocal", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin",
        "ReduceSum", "ReduceSumSquare", "Relu", "Reshape", "Resize", "Selu", "Sigmoid", "Slice", "Softmax", "Softplus", "Softsign", "Sqrt",
        "Sub", "Tanh", "ThresholdedRelu", "Transpose",
    ];

    /// <summary>The operator of a case, and the names of its inputs.</summary>
    public static (Operator Operator, string[] Inputs) Of(string name, ReferenceFile reference, string test)
    {
        string[] order = ["x", "a", "e", "slope", "w", "scale", "b", "bias", "c", "mean", "var"];
        string[] inputs = [.. order.Where(input => reference.Names.Contains($"{test}.{input}"))];
        JsonElement attributes = JsonDocument.Parse(reference.Texts[$"case.{test}"]).RootElement;
        int[] kernel = inputs.Contains("w") ? reference[$"{test}.w"].Shape.Dimensions[2..].ToArray() : [];
        return (new ReferenceOperators(attributes, reference[$"{test}.{inputs[0]}"].Shape) { Kernel = kernel }.Make(name), inputs);
    }

    private Operator Make(string name) => name switch
    {
        "Abs" => new Activation<Abs>(),
        "Add" => new Arithmetic<Add>(),
        "AveragePool" => new AveragePool(Window(), Int("count_include_pad") == 1),
        "BatchNormalization" => new BatchNormalization(Float("epsilon")),
        "Celu" => new Activation<Celu>(new Celu(Float("alpha", 1))),
        "Clip" => new Activation<Clip>(new Clip(Float("min", float.NegativeInfinity), Float("max", float.PositiveInfinity))),
        "Concat" => new Concat(Int("axis")),
        "Conv" => new Conv(Window(), Int("group", 1)),
        "ConvTranspose" => new ConvTranspose(
            [.. Axes().Select((axis, index) => new TransposedAxis(axis, Ints("output_padding")[index]))], Int("group", 1)),
        "DepthToSpace" => new DepthToSpace(Int("blocksize"), Text("mode") == "CRD"),
        "Div" => new Arithmetic<Div>(),
        "Elu" => new Activation<Elu>(new Elu(Float("alpha", 1))),
        "Erf" => new Activation<Erf>(),
        "Exp" => new Activation<Exp>(),
        "Expand" => new Expand([.. Ints("shape")]),
        "Flatten" => new Flatten(Int("axis", 1)),
        "Gather" => new Gather([.. Ints("indices")], new Shape(Ints("indices").Length), Int("axis")),
        "Gelu" => Text("approximate") == "tanh" ? new Activation<GeluTanh>() : new Activation<Gelu>(),
        "Gemm" => new Gemm(Float("alpha", 1), Float("beta", 1), Int("transA") == 1, Int("transB") == 1),
        "GlobalAveragePool" => new GlobalPool(GlobalPoolKind.Average),
        "GlobalMaxPool" => new GlobalPool(GlobalPoolKind.Max),
        "GroupNormalization" => new GroupNormalization(Int("num_groups"), Float("epsilon")),
        "HardSigmoid" => new Activation<HardSigmoid>(new HardSigmoid(Float("alpha", 0.2f), Float("beta", 0.5f))),
        "HardSwish" => new Activation<HardSwish>(),
        "InstanceNormalization" => new InstanceNormalization(Float("epsilon")),
        "LRN" => new Lrn(Int("size"), Float("alpha"), Float("beta"), Float("bias")),
        "LayerNormalization" => new LayerNormalization(Int("axis"), Float("epsilon")),
        "LeakyRelu" => new Activation<LeakyRelu>(new LeakyRelu(Float("alpha", 0.01f))),
        "Log" => new Activation<Log>(),
        "LogSoftmax" => new Softmax(Int("axis"), Logarithm: true),
        "MatMul" => new MatMul(),
        "Max" => new Arithmetic<Max>(),
        "MaxPool" => new MaxPool(Window()),
        "Min" => new Arithmetic<Min>(),
        "Mish" => new Activation<Mish>(),
        "Mul" => new Arithmetic<Mul>(),
        "Neg" => new Activation<Neg>(),
        "PRelu" => new Arithmetic<PRelu>(),
        "Pad" => Padding(),
        "Pow" => new Arithmetic<Pow>(),
        "Reciprocal" => new Activation<Reciprocal>(),
        "ReduceL2" => Reduce<L2Reduction>(),
        "ReduceMax" => Reduce<MaxReduction>(),
        "ReduceMean" => Reduce<MeanReduction>(),
        "ReduceMin" => Reduce<MinReduction>(),
        "ReduceSum" => Reduce<SumReduction>(),
        "ReduceSumSquare" => Reduce<SumSquareReduction>(),
        "Relu" => new Activation<Relu>(),
        "Reshape" => new Reshape([.. Ints("shape").Select(extent => (long)extent)]),
        "Resize" => Resize(),
        "Selu" => new Activation<Selu>(new Selu(Float("alpha"), Float("gamma"))),
        "Sigmoid" => new Activation<Sigmoid>(),
        "Slice" => new Slice(
            [.. Ints("axes").Select((axis, i) => new SliceAxis(axis, Ints("starts")[i], Ints("ends")[i], Ints("steps")[i]))]),
        "Softmax" => new Softmax(Int("axis")),
        "Softplus" => new Activation<Softplus>(),
        "Softsign" => new Activation<Softsign>(),
        "Sqrt" => new Activation<Sqrt>(),
        "Sub" => new Arithmetic<Sub>(),
        "Tanh" => new Activation<Tanh>(),
        "ThresholdedRelu" => new Activation<ThresholdedRelu>(new ThresholdedRelu(Float("alpha"))),
        "Transpose" => new Transpose([.. Ints("perm")]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such reference."),
    };

    private Reduce<TReduction> Reduce<TReduction>() where TReduction : struct, IReduction =>
        new([.. Ints("axes")], Int("keepdims") == 1);

    private Pad Padding()
    {
        int[] pads = Ints("pads");
        PadMode mode = Text("mode") switch { "edge" => PadMode.Edge, "reflect" => PadMode.Reflect, _ => PadMode.Constant };
        return new Pad([.. pads[.._x.Rank]], [.. pads[_x.Rank..]], mode, Float("value", 0));
    }

    private Resize Resize()
    {
        int[] sizes = Ints("sizes");
        ResizeMode mode = Text("mode") switch { "nearest" => ResizeMode.Nearest, "linear" => ResizeMode.Linear, _ => ResizeMode.Cubic };
        ResizeCoordinates coordinates = Text("coordinate_transformation_mode") switch
        {
            "asymmetric" => ResizeCoordinates.Asymmetric,
            "align_corners" => ResizeCoordinates.AlignCorners,
            _ => ResizeCoordinates.HalfPixel,
        };
        ResizeRule rule = new(mode, coordinates, NearestRounding.Floor);
        return new Resize([ResizeAxis.To(2, sizes[2]), ResizeAxis.To(3, sizes[3])], rule);
    }

    private Window Window()
    {
        ImmutableArray<WindowAxis> axes = Axes();
        return axes.Length == 1
            ? new Window(WindowAxis.One, axes[0], Int("ceil_mode") == 1)
            : new Window(axes[0], axes[1], Int("ceil_mode") == 1);
    }

    /// <summary>The window along each axis.</summary>
    private ImmutableArray<WindowAxis> Axes()
    {
        int[] kernel = Ints("kernel_shape"), strides = Ints("strides"), pads = Ints("pads"), dilations = Ints("dilations");
        int rank = _x.Rank - 2;
        return
        [
            .. Enumerable.Range(0, rank).Select(axis => new WindowAxis(
                kernel[axis],
                strides.Length > 0 ? strides[axis] : 1,
                pads.Length > 0 ? pads[axis] : 0,
                pads.Length > 0 ? pads[rank + axis] : 0,
                dilations.Length > 0 ? dilations[axis] : 1)),
        ];
    }

    private int Int(string name, int missing = 0) => _attributes.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : missing;

    private float Float(string name, float missing = 0) =>
        _attributes.TryGetProperty(name, out JsonElement value) ? value.GetSingle() : missing;

    private string Text(string name) => _attributes.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";

    private int[] Ints(string name) => _attributes.TryGetProperty(name, out JsonElement value)
        ? [.. value.EnumerateArray().Select(one => one.GetInt32())]
        : name == "kernel_shape" ? Kernel : [];

    /// <summary>The extents of a convolution's weights, which stand in no attribute.</summary>
    private int[] Kernel { get; init; } = [];
}
