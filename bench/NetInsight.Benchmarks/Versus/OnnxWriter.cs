using System.Runtime.InteropServices;
using Google.Protobuf;
using NetInsight.Formats.Onnx.Reading;
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
using NetInsight.Kernels.Operators.Windows;
using static NetInsight.Formats.Onnx.Reading.AttributeProto.Types;

namespace NetInsight.Benchmarks;

/// <summary>
/// Writes a graph as an ONNX file (opset 13), so that a peer can run the same network: the operators of the architectures, no others.
/// </summary>
internal sealed class OnnxWriter
{
    private readonly Graph _graph;
    private readonly GraphProto _proto = new() { Name = "network" };
    private readonly HashSet<int> _written = [];

    private OnnxWriter(Graph graph) => _graph = graph;

    /// <summary>Writes a file. The batch stays open.</summary>
    public static void Write(Graph graph, string path)
    {
        OnnxWriter writer = new(graph);
        ModelProto model = new() { IrVersion = 8, ProducerName = "NetInsight.Benchmarks", Graph = writer.Convert() };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        using FileStream file = File.Create(path);
        model.WriteTo(file);
    }

    private GraphProto Convert()
    {
        foreach (GraphInput input in _graph.Inputs)
            _proto.Input.Add(Describe(input.Value, input.Dimensions));
        foreach (Node node in _graph.Nodes)
            _proto.Node.Add(Convert(node));
        foreach (int output in _graph.Outputs)
            _proto.Output.Add(Describe(output, null));
        return _proto;
    }

    private static string NameOf(int value) => $"v{value}";

    private static ValueInfoProto Describe(int value, IReadOnlyList<int?>? dimensions)
    {
        TypeProto.Types.Tensor type = new() { ElemType = (int)TensorProto.Types.DataType.Float };
        if (dimensions is not null)
        {
            type.Shape = new TensorShapeProto();
            foreach (int? extent in dimensions)
            {
                type.Shape.Dim.Add(extent is { } known
                    ? new TensorShapeProto.Types.Dimension { DimValue = known }
                    : new TensorShapeProto.Types.Dimension { DimParam = "n" });
            }
        }

        return new ValueInfoProto { Name = NameOf(value), Type = new TypeProto { TensorType = type } };
    }

    private NodeProto Convert(Node node)
    {
        NodeProto proto = new() { Name = node.Name, OpType = node.Operator.Name };
        foreach (int input in node.Inputs)
        {
            proto.Input.Add(NameOf(input));
            if (_graph.Values[input].Constant is { } constant && _written.Add(input))
                AddConstant(NameOf(input), constant);
        }

        proto.Output.Add(NameOf(node.Output));
        AddAttributes(proto, node.Operator);
        return proto;
    }

    private void AddConstant(string name, Tensor tensor)
    {
        TensorProto proto = new() { Name = name, DataType = (int)TensorProto.Types.DataType.Float };
        foreach (int extent in tensor.Shape.Dimensions)
            proto.Dims.Add(extent);
        proto.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(tensor.AsSpan()));
        _proto.Initializer.Add(proto);
    }

    private void AddAttributes(NodeProto node, Operator op)
    {
        switch (op)
        {
            case Conv conv:
                AddWindow(node, conv.Window);
                Add(node, "group", conv.Groups);
                break;
            case MaxPool pool:
                AddWindow(node, pool.Window);
                Add(node, "ceil_mode", pool.Window.Ceiling ? 1 : 0);
                break;
            case AveragePool pool:
                AddWindow(node, pool.Window);
                node.Attribute.Remove(node.Attribute.Single(attribute => attribute.Name == "dilations"));        // not before opset 19
                Add(node, "ceil_mode", pool.Window.Ceiling ? 1 : 0);
                Add(node, "count_include_pad", pool.CountsPadding ? 1 : 0);
                break;
            case BatchNormalization norm:
                Add(node, "epsilon", norm.Epsilon);
                break;
            case Lrn lrn:
                node.OpType = "LRN";
                Add(node, "size", lrn.Size);
                Add(node, "alpha", lrn.Alpha);
                Add(node, "beta", lrn.Beta);
                Add(node, "bias", lrn.Bias);
                break;
            case GlobalPool pool:
                node.OpType = pool.Kind == GlobalPoolKind.Average ? "GlobalAveragePool" : "GlobalMaxPool";
                break;
            case Gemm gemm:
                Add(node, "alpha", gemm.Alpha);
                Add(node, "beta", gemm.Beta);
                Add(node, "transA", gemm.TransposesA ? 1 : 0);
                Add(node, "transB", gemm.TransposesB ? 1 : 0);
                break;
            case Concat concat:
                Add(node, "axis", concat.Axis);
                break;
            case Flatten flatten:
                Add(node, "axis", flatten.Axis);
                break;
            case Softmax softmax:
                Add(node, "axis", softmax.Axis);
                break;
            case Identity:
                node.OpType = "Identity";
                break;
            case Activation<Clip> clip:
                AddConstantInput(node, "minimum", clip.Rule.Minimum);
                AddConstantInput(node, "maximum", clip.Rule.Maximum);
                break;
            case Activation<Relu> or Arithmetic<Add> or Arithmetic<Mul>:
                break;
            default:
                throw new NotSupportedException($"The benchmark writes no {op.Name} to ONNX.");
        }
    }

    private void AddConstantInput(NodeProto node, string name, float value)
    {
        node.Input.Add($"{node.Output[0]}.{name}");
        AddConstant(node.Input[^1], new Tensor(new Shape(), [value]));
    }

    private static void AddWindow(NodeProto node, Window window)
    {
        Add(node, "kernel_shape", window.Rows.Kernel, window.Columns.Kernel);
        Add(node, "strides", window.Rows.Stride, window.Columns.Stride);
        Add(node, "dilations", window.Rows.Dilation, window.Columns.Dilation);
        Add(node, "pads", window.Rows.Before, window.Columns.Before, window.Rows.After, window.Columns.After);
    }

    private static void Add(NodeProto node, string name, int value) =>
        node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeType.Int, I = value });

    private static void Add(NodeProto node, string name, float value) =>
        node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeType.Float, F = value });

    private static void Add(NodeProto node, string name, params ReadOnlySpan<int> values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeType.Ints };
        foreach (int value in values)
            attribute.Ints.Add(value);
        node.Attribute.Add(attribute);
    }
}
