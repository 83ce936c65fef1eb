using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Mutation;

/// <summary>Mutations that put operators of single elements behind a value, so that its shape stays.</summary>
internal static class Elementwise
{
    private static readonly string[] Functions =
    [
        "Relu", "Sigmoid", "Tanh", "Abs", "Neg", "Exp", "Log", "Sqrt", "Erf", "Reciprocal", "HardSwish", "Softplus", "Softsign", "Round",
        "Floor", "Ceil", "Sign", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Mish", "Identity",
        "Celu", "Elu", "Selu", "LeakyRelu", "ThresholdedRelu", "HardSigmoid", "Gelu", "Shrink", "Dropout", "Swish",
    ];

    private static readonly string[] OfIntegers = ["Abs", "Neg", "Sign", "Identity", "Relu", "Clip"];
    private static readonly string[] Arithmetic = ["Add", "Sub", "Mul", "Div", "Max", "Min", "Pow", "PRelu", "Mod", "Sum", "Mean"];
    private static readonly string[] ArithmeticOfIntegers = ["Add", "Sub", "Mul", "Div", "Max", "Min", "Mod", "Pow", "Sum"];
    private static readonly string[] Comparisons = ["Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal"];

    /// <summary>A function of each element.</summary>
    public static void Function(GraphEditor graph)
    {
        if (graph.Choose((_, _) => true, mayBeConstant: true) is { } x)
            graph.Replace(x, FunctionOf(graph, x, graph.TypeOf(x)));
    }

    /// <summary>Arithmetic with a constant that broadcasts, on either side.</summary>
    public static void WithConstant(GraphEditor graph)
    {
        if (graph.Choose((_, type) => type != DataType.Bool, mayBeConstant: true) is { } x)
            graph.Replace(x, ArithmeticWith(graph, x, graph.TypeOf(x), graph.ShapeOf(x)));
    }

    /// <summary>Arithmetic of two values whose shapes broadcast.</summary>
    public static void OfTwo(GraphEditor graph)
    {
        if (graph.Choose((_, type) => type != DataType.Bool) is not { } x)
            return;
        Shape shape = graph.ShapeOf(x);
        DataType type = graph.TypeOf(x);
        if (graph.ChooseWith(x, (other, otherType) => otherType == type && BroadcastsTo(other, shape)) is not { } y)
            return;
        string[] inputs = graph.Choices.OneIn(2) ? [x, y] : [y, x];
        graph.Replace(x, Combined(graph, inputs, type));
    }

    /// <summary>A comparison, cast back or as the condition of a choice.</summary>
    public static void Compared(GraphEditor graph)
    {
        if (graph.Choose((_, type) => type is DataType.Float or DataType.Int64 or DataType.Int32) is not { } x)
            return;
        DataType type = graph.TypeOf(x);
        Shape shape = graph.ShapeOf(x);
        string condition = graph.Add(graph.Choices.Of(Comparisons), [x, graph.Constant(type, Broadcast(graph, shape))]);
        if (graph.Choices.OneIn(3))
        {
            string second = graph.Add(graph.Choices.Of(Comparisons), [x, graph.Constant(type, Broadcast(graph, shape))]);
            condition = graph.Add(graph.Choices.Of("And", "Or", "Xor"), [condition, second]);
        }

        if (graph.Choices.OneIn(4))
            condition = graph.Add("Not", [condition]);
        string y = graph.Choices.OneIn(2)
            ? graph.Add("Cast", [condition], ("to", (int)type))
            : graph.Add("Where", graph.Choices.OneIn(2)
                ? [condition, x, graph.Constant(type, Broadcast(graph, shape))]
                : [condition, graph.Constant(type, Broadcast(graph, shape)), x]);
        graph.Replace(x, y);
    }

    /// <summary>One to three operators in another element type, between two casts.</summary>
    public static void InAnotherType(GraphEditor graph)
    {
        if (graph.Choose((_, type) => type == DataType.Float, mayBeConstant: true) is not { } x)
            return;
        DataType type = graph.Choices.OneIn(4)
            ? graph.Choices.Of(DataType.Double, DataType.Float16, DataType.Bool)
            : TensorContent.Integers[graph.Choices.Next(TensorContent.Integers.Length)];
        Shape shape = graph.ShapeOf(x);
        string y = x;
        if (graph.Choices.Next(4) != 0)
        {
            double scale = graph.Choices.Of(3, 20, 100, 1000);
            y = graph.Add("Mul", [y, graph.Constant(DataType.Float, [], _ => scale)]);
            if (type is DataType.Uint8 or DataType.Uint16 or DataType.Uint32 or DataType.Uint64)
                y = graph.Add("Abs", [y]);
            y = graph.Add("Clip", [y, Scalar(graph, type == DataType.Int8 ? -128 : -60000), Scalar(graph, Highest(type))]);
        }

        y = graph.Add("Cast", [y], ("to", (int)type));
        for (int i = graph.Choices.Between(1, 3); i > 0; i--)
        {
            (y, shape) = graph.Choices.Next(5) switch
            {
                0 => (FunctionOf(graph, y, type), shape),
                1 or 2 => (ArithmeticWith(graph, y, type, shape), shape),
                3 => Layers.Reduced(graph, y, shape),
                _ => Arrangement.SameShape(graph, y, shape, type),
            };
        }

        graph.Replace(x, graph.Add("Cast", [y], ("to", (int)DataType.Float)));
    }

    /// <summary>The shape of a constant that broadcasts to a shape.</summary>
    public static int[] Broadcast(GraphEditor graph, Shape shape)
    {
        int kind = graph.Choices.Next(6), rank = graph.Choices.Next(shape.Rank + 1);
        int[] extents = shape.Dimensions.ToArray();
        return kind switch
        {
            0 => [],
            1 => [1],
            2 when shape.Rank > 1 => [.. extents.Select((extent, axis) => axis == 1 ? extent : 1)],
            3 => extents[rank..],
            4 => [.. extents.Select(extent => graph.Choices.OneIn(2) ? 1 : extent)],
            _ => extents,
        };
    }

    private static string FunctionOf(GraphEditor graph, string x, DataType type)
    {
        if (type == DataType.Bool)
            return graph.Add(graph.Choices.Of("Not", "Identity"), [x]);
        bool isFloat = type is DataType.Float or DataType.Double or DataType.Float16;
        string function = isFloat ? graph.Choices.Of(Functions) : graph.Choices.Of(OfIntegers);
        return function switch
        {
            "Clip" => graph.Add(function, [x, graph.Constant(type, []), graph.Constant(type, [])]),
            "Celu" or "Elu" or "LeakyRelu" or "ThresholdedRelu" when graph.Choices.OneIn(2) =>
                graph.Add(function, [x], ("alpha", graph.Choices.Of(0f, 0.5f, 1f, -0.5f, 2f))),
            "HardSigmoid" when graph.Choices.OneIn(2) => graph.Add(function, [x], ("alpha", 0.5f), ("beta", graph.Choices.Of(0f, 1f))),
            "Shrink" when graph.Choices.OneIn(2) => graph.Add(function, [x], ("lambd", 0.3f), ("bias", graph.Choices.Of(0f, 0.5f))),
            "Gelu" when graph.Choices.OneIn(2) => graph.Add(function, [x], ("approximate", "tanh")),
            _ => graph.Add(function, [x]),
        };
    }

    private static string ArithmeticWith(GraphEditor graph, string x, DataType type, Shape shape)
    {
        string constant = graph.Constant(type, Broadcast(graph, shape));
        if (type == DataType.Bool)
            return graph.Add(graph.Choices.Of("And", "Or", "Xor", "Equal"), [x, constant]);
        return Combined(graph, graph.Choices.OneIn(3) ? [constant, x] : [x, constant], type);
    }

    private static string Combined(GraphEditor graph, string[] inputs, DataType type)
    {
        bool isFloat = type is DataType.Float or DataType.Double or DataType.Float16;
        string operation = isFloat ? graph.Choices.Of(Arithmetic) : graph.Choices.Of(ArithmeticOfIntegers);
        bool hasFmod = operation == "Mod" && (isFloat || graph.Choices.OneIn(3));
        return hasFmod ? graph.Add(operation, inputs, ("fmod", 1)) : graph.Add(operation, inputs);
    }

    private static string Scalar(GraphEditor graph, double value) => graph.Constant(DataType.Float, [], _ => value);

    private static double Highest(DataType type) => type switch
    {
        DataType.Uint8 => 255,
        DataType.Int8 => 127,
        DataType.Int16 => 32767,
        _ => 60000,
    };

    private static bool BroadcastsTo(Shape shape, Shape to)
    {
        if (shape.Rank > to.Rank)
            return false;
        for (int axis = 1; axis <= shape.Rank; axis++)
        {
            if (shape.Dimensions[^axis] != 1 && shape.Dimensions[^axis] != to.Dimensions[^axis])
                return false;
        }

        return true;
    }
}
