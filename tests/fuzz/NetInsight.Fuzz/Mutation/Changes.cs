using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;
using static NetInsight.Formats.Onnx.Reading.AttributeProto.Types;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Mutation;

/// <summary>Mutations of what is there: attributes, operators, wiring, constants, the input, the opset.</summary>
internal static class Changes
{
    private static readonly string[][] Families =
    [
        ["Relu", "Sigmoid", "Tanh", "Abs", "Neg", "Exp", "Erf", "HardSwish", "Softplus", "Softsign", "Round", "Floor", "Ceil", "Sign",
            "Sin", "Cos", "Atan", "Mish", "Identity", "Elu", "Selu", "LeakyRelu", "HardSigmoid", "Sqrt", "Log", "Reciprocal"],
        ["Add", "Sub", "Mul", "Div", "Max", "Min", "Pow", "Sum", "Mean", "PRelu"],
        ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceSumSquare", "ReduceL1", "ReduceL2", "ReduceLogSum",
            "ReduceLogSumExp"],
        ["Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal"],
        ["And", "Or", "Xor"],
        ["MaxPool", "AveragePool", "LpPool"],
        ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"],
        ["Softmax", "LogSoftmax", "Hardmax"],
        ["ArgMax", "ArgMin"],
        ["Conv", "ConvTranspose"],
        ["RNN", "GRU", "LSTM"],
        ["QLinearAdd", "QLinearMul"],
        ["Gelu", "FastGelu", "QuickGelu"],
    ];

    /// <summary>An attribute's value, or an attribute that the operator knows.</summary>
    public static void Attribute(GraphEditor graph)
    {
        NodeProto node = AnyNode(graph);
        (string Name, object Value)[] candidates = PlausibleAttributes.Of(node.OpType);
        if (candidates.Length == 0)
            return;
        (string name, object value) = candidates[graph.Choices.Next(candidates.Length)];
        AttributeProto? present = node.Attribute.FirstOrDefault(attribute => attribute.Name == name);
        if (present is { Type: AttributeType.Ints, Ints.Count: > 0 })
        {
            present.Ints[graph.Choices.Next(present.Ints.Count)] = graph.Choices.Between(-1, 4);
            return;
        }

        if (present is not null)
            node.Attribute.Remove(present);
        if (present is null || !graph.Choices.OneIn(6))
            node.Attribute.Add(OnnxBuilder.Attribute(name, value is int and > 1 ? graph.Choices.Between(-2, (int)value) : value));
    }

    /// <summary>Another operator of the same family.</summary>
    public static void Operator(GraphEditor graph)
    {
        NodeProto node = AnyNode(graph);
        string[]? family = Families.FirstOrDefault(family => family.Contains(node.OpType));
        if (family is not null)
            node.OpType = graph.Choices.Of(family);
    }

    /// <summary>An input that another value takes the place of.</summary>
    public static void Wiring(GraphEditor graph)
    {
        NodeProto node = AnyNode(graph);
        if (node.Input.Count == 0)
            return;
        int input = graph.Choices.Next(node.Input.Count), at = graph.Graph.Node.IndexOf(node);
        HashSet<string> later = [.. graph.Graph.Node.Skip(at).SelectMany(next => next.Output)];
        if (graph.Choose((_, _) => true, mayBeConstant: true) is { } value && !later.Contains(value))
            node.Input[input] = value;
    }

    /// <summary>A node left out: its first input takes the place of its output.</summary>
    public static void Removal(GraphEditor graph)
    {
        NodeProto node = AnyNode(graph);
        if (node.Input.Count == 0 || node.Input[0].Length == 0 || graph.Graph.Node.Count < 2)
            return;
        foreach (NodeProto next in graph.Graph.Node)
        {
            for (int i = 0; i < next.Input.Count; i++)
            {
                if (next.Input[i] == node.Output[0])
                    next.Input[i] = node.Input[0];
            }
        }

        foreach (ValueInfoProto output in graph.Graph.Output.Where(output => output.Name == node.Output[0]))
            output.Name = node.Input[0];
        graph.Graph.Node.Remove(node);
    }

    /// <summary>The elements of a constant, one or all; rarely its type or shape.</summary>
    public static void Elements(GraphEditor graph)
    {
        if (graph.Graph.Initializer.Count == 0)
            return;
        TensorProto tensor = graph.Graph.Initializer[graph.Choices.Next(graph.Graph.Initializer.Count)];
        DataType type = (DataType)tensor.DataType;
        int[] shape = [.. tensor.Dims.Select(extent => (int)extent)];
        if (shape.Aggregate(1L, (count, extent) => count * extent) > KnownValues.MaxElements)
            return;
        if (graph.Choices.OneIn(6))
            type = graph.Choices.Of(DataType.Float, DataType.Int64, DataType.Int32, DataType.Uint8, DataType.Int8, DataType.Double);
        if (shape.Length > 0 && graph.Choices.OneIn(6))
            shape[graph.Choices.Next(shape.Length)] = graph.Choices.Between(0, 4);
        TensorProto changed = TensorContent.Of(type, shape, TensorContent.Values(type, graph.Choices));
        changed.Name = tensor.Name;
        graph.Graph.Initializer[graph.Graph.Initializer.IndexOf(tensor)] = changed;
    }

    /// <summary>One extent of the input.</summary>
    public static void Input(GraphEditor graph)
    {
        TypeProto.Types.Tensor type = graph.Graph.Input[0].Type.TensorType;
        if (type.Shape.Dim.Count > 0)
            type.Shape.Dim[graph.Choices.Next(type.Shape.Dim.Count)] =
                new TensorShapeProto.Types.Dimension { DimValue = graph.Choices.Between(1, 9) };
    }

    /// <summary>The opset.</summary>
    public static void Version(GraphEditor graph) =>
        graph.Model.OpsetImport.Last(set => set.Domain is "" or "ai.onnx").Version =
            graph.Choices.Between(graph.Choices.OneIn(3) ? 7 : 13, 24);

    /// <summary>A value that becomes an output too.</summary>
    public static void Output(GraphEditor graph)
    {
        if (graph.Choose((_, _) => true) is { } value && graph.Graph.Output.All(output => output.Name != value)
            && graph.Graph.Input.All(input => input.Name != value))
            graph.Graph.Output.Add(new ValueInfoProto { Name = value });
    }

    /// <summary>The layers of another network, which take a part of the first output, rearranged to the shape of its input.</summary>
    public static void Continued(GraphEditor graph)
    {
        ModelProto second = BaseNetworks.Parse(graph.Choices.Next(BaseNetworks.Count));
        if (second.OpsetImport.Count != graph.Model.OpsetImport.Count || second.OpsetImport[0].Version > graph.Opset + 2)
            return;
        TensorShapeProto shape = second.Graph.Input[0].Type.TensorType.Shape;
        long[] extents = [.. shape.Dim.Select(dimension => Math.Max(1, dimension.DimValue))];
        long count = extents.Aggregate(1L, (product, extent) => product * extent);
        string last = graph.Graph.Output[0].Name;
        if (graph.Choose((_, _) => true) is null || count > 1000)
            return;
        graph.ToEnd();
        string flat = graph.Add("Reshape", [last, graph.Longs(-1)]);
        string padded = graph.Add("Concat", [flat, graph.Constant(DataType.Float, (int)count)], ("axis", 0));
        string adapted = graph.Add("Reshape", [Arrangement.Sliced(graph, padded, 0, 0, count, 1), graph.Longs(extents)]);
        string prefix = $"{adapted}_";
        string input = second.Graph.Input[0].Name;
        foreach (TensorProto tensor in second.Graph.Initializer)
        {
            tensor.Name = prefix + tensor.Name;
            graph.Graph.Initializer.Add(tensor);
        }

        foreach (NodeProto node in second.Graph.Node)
        {
            for (int i = 0; i < node.Input.Count; i++)
                node.Input[i] = node.Input[i].Length == 0 ? "" : node.Input[i] == input ? adapted : prefix + node.Input[i];
            for (int i = 0; i < node.Output.Count; i++)
                node.Output[i] = node.Output[i].Length == 0 ? "" : prefix + node.Output[i];
            node.Name = prefix + node.Name;
            graph.Graph.Node.Add(node);
        }

        graph.Graph.Output[0].Name = prefix + second.Graph.Output[0].Name;
    }

    private static NodeProto AnyNode(GraphEditor graph) => graph.Graph.Node[graph.Choices.Next(graph.Graph.Node.Count)];
}
