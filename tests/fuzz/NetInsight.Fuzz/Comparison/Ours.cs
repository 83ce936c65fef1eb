using Google.Protobuf;
using NetInsight.Execution.Running;
using NetInsight.Formats.Onnx;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Fuzz.Mutation;
using NetInsight.Graphs;
using NetInsight.Tests;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Comparison;

/// <summary>A mutated network in NetInsight.</summary>
internal sealed class Ours
{
    private readonly Graph _graph;
    private readonly ModelProto _model;

    private Ours(ModelProto model, Graph graph) => (_model, _graph) = (model, graph);

    /// <summary>Reads a network.</summary>
    public static Ours Read(ModelProto model) =>
        new(model, OnnxReader.Read(model.ToByteArray(), "mutated", KnownValues.Limits).Graph);

    /// <summary>An input for the network: small numbers, integers where it takes them.</summary>
    public Tensor? Input(int batch)
    {
        if (_graph.Inputs.Length != 1)
            return null;
        Shape shape = new([.. _graph.Inputs[0].Dimensions.Select((extent, axis) => extent ?? (axis == 0 ? batch : 4))]);
        Tensor x = HashFill.Uniform("x", shape, -2, 2);
        if (InputType is not (DataType.Float or DataType.Double or DataType.Float16))
        {
            for (int i = 0; i < x.Count; i++)
                x.AsSpan()[i] = InputType == DataType.Bool ? x.AsSpan()[i] > 0 ? 1 : 0 : MathF.Abs(MathF.Round(x.AsSpan()[i] * 10));
        }

        return x;
    }

    /// <summary>The input's name.</summary>
    public string InputName => _model.Graph.Input[0].Name;

    /// <summary>The input's element type.</summary>
    public DataType InputType => (DataType)_model.Graph.Input[0].Type.TensorType.ElemType;

    /// <summary>The outputs by name, or all values.</summary>
    public Dictionary<string, Tensor> Run(Tensor x, bool all)
    {
        HashSet<int> requested = [.. _graph.Outputs.Where(output => _graph.Values[output].Constant is null)];
        if (all)
            requested.UnionWith(_graph.Nodes.Select(node => node.Output));
        requested.RemoveWhere(value => _graph.Inputs.Any(input => input.Value == value));
        using Engine engine = new(_graph, 1, KnownValues.Limits.ActivationElements);
        Dictionary<int, Tensor> results = engine.Run([x], requested, new HashSet<int>(), null, CancellationToken.None);
        Dictionary<string, Tensor> values = results.ToDictionary(pair => _graph.Values[pair.Key].Name, pair => pair.Value);
        foreach (Value value in all ? _graph.Values.Where(value => value.Constant is not null) : [])
            values.TryAdd(value.Name, value.Constant!);
        foreach (int output in _graph.Outputs)
        {
            Value value = _graph.Values[output];
            values[value.Name] = value.Constant ?? (_graph.Inputs[0].Value == output ? x : values[value.Name]);
        }

        return values;
    }

    /// <summary>The first output of Model.Load; null where it takes no such network.</summary>
    public static Tensor? AsModel(ModelProto network, Tensor x)
    {
        try
        {
            using MemoryStream stream = new(network.ToByteArray());
            using Model model = Model.Load(stream, new ModelOptions { Parallelism = 1, Limits = KnownValues.Limits });
            return model.InputShape is { } shape && shape == new Shape([1, .. x.Shape.Dimensions[1..]]) ? model.Forward(x) : null;
        }
        catch (Exception e) when (Comparer.IsDocumented(e))
        {
            return null;
        }
    }
}
