using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Mutation;

/// <summary>A network under edit: values are chosen, nodes and constants added, consumers given other values.</summary>
internal sealed class GraphEditor(ModelProto model, KnownValues known, Choices choices)
{
    private int _at;

    /// <summary>The decisions.</summary>
    public Choices Choices => choices;

    /// <summary>The message.</summary>
    public ModelProto Model => model;

    /// <summary>The graph.</summary>
    public GraphProto Graph => model.Graph;

    /// <summary>The version of ONNX's operators.</summary>
    public int Opset => (int)model.OpsetImport.Last(set => set.Domain is "" or "ai.onnx").Version;

    /// <summary>The shape of a value that was there before the edit.</summary>
    public Shape ShapeOf(string name) => known.ShapeOf(name);

    /// <summary>Its element type.</summary>
    public DataType TypeOf(string name) => known.TypeOf(name);

    /// <summary>Chooses a value that fulfils a condition; null where there is none. New nodes follow it.</summary>
    public string? Choose(Func<Shape, DataType, bool> fits, bool mayBeConstant = false)
    {
        string[] names =
        [
            .. Graph.Input.Select(input => input.Name).Concat(Graph.Node.SelectMany(node => node.Output))
                .Concat(mayBeConstant ? Graph.Initializer.Select(tensor => tensor.Name) : [])
                .Where(name => known.Has(name) && fits(known.ShapeOf(name), known.TypeOf(name))),
        ];
        if (names.Length == 0)
            return null;
        string name = names[choices.Next(names.Length)];
        _at = Behind(name);
        return name;
    }

    /// <summary>Another value, so that new nodes follow both.</summary>
    public string? ChooseWith(string other, Func<Shape, DataType, bool> fits)
    {
        int at = Behind(other);
        string? name = Choose(fits, mayBeConstant: true);
        _at = Math.Max(at, _at);
        return name;
    }

    /// <summary>New nodes follow all others.</summary>
    public void ToEnd() => _at = Graph.Node.Count;

    /// <summary>Adds a node behind the chosen value and returns its first output.</summary>
    public string Add(string type, string[] inputs, params (string Name, object Value)[] attributes) =>
        Add(type, inputs, 1, attributes)[0];

    /// <summary>Adds a node of several outputs.</summary>
    public string[] Add(string type, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        string name = FreshName();
        NodeProto node = new() { OpType = type, Name = name };
        node.Input.AddRange(inputs);
        for (int i = 0; i < outputs; i++)
            node.Output.Add(i == 0 ? name : $"{name}_{i}");
        node.Attribute.AddRange(attributes.Select(attribute => OnnxBuilder.Attribute(attribute.Name, attribute.Value)));
        Graph.Node.Insert(_at++, node);
        return [.. node.Output];
    }

    /// <summary>Adds an initializer, or as often a Constant node.</summary>
    public string Constant(DataType type, int[] shape, Func<int, double> element)
    {
        string name = FreshName();
        TensorProto tensor = TensorContent.Of(type, shape, element);
        if (choices.OneIn(4))
        {
            NodeProto node = new() { OpType = "Constant", Name = name, Output = { name } };
            node.Attribute.Add(OnnxBuilder.Attribute("value", tensor));
            Graph.Node.Insert(_at++, node);
            return name;
        }

        tensor.Name = name;
        Graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>A constant of values chosen for its type.</summary>
    public string Constant(DataType type, params int[] shape) => Constant(type, shape, TensorContent.Values(type, choices));

    /// <summary>A list of integers.</summary>
    public string Longs(params long[] values) => Constant(DataType.Int64, [values.Length], i => values[i]);

    /// <summary>Gives consumers of a value that come behind the new nodes, all or one, another value.</summary>
    public void Replace(string name, string by)
    {
        List<Action> uses = [];
        for (int index = _at; index < Graph.Node.Count; index++)
        {
            NodeProto node = Graph.Node[index];
            for (int i = 0; i < node.Input.Count; i++)
            {
                int input = i;
                if (node.Input[i] == name)
                    uses.Add(() => node.Input[input] = by);
            }
        }

        foreach (ValueInfoProto output in Graph.Output.Where(output => output.Name == name))
            uses.Add(() => output.Name = by);
        if (uses.Count == 0)
            Graph.Output.Add(new ValueInfoProto { Name = by });
        else if (choices.OneIn(4))
            uses[choices.Next(uses.Count)]();
        else
            uses.ForEach(use => use());
    }

    /// <summary>A name that no value has.</summary>
    private string FreshName()
    {
        HashSet<string> names = [.. Graph.Initializer.Select(tensor => tensor.Name), .. Graph.Node.SelectMany(node => node.Output)];
        int number = names.Count;
        while (names.Contains($"m{number}"))
            number++;
        return $"m{number}";
    }

    /// <summary>The index behind the node that computes a value.</summary>
    private int Behind(string name)
    {
        for (int i = 0; i < Graph.Node.Count; i++)
        {
            if (Graph.Node[i].Output.Contains(name))
                return i + 1;
        }

        return 0;
    }
}
