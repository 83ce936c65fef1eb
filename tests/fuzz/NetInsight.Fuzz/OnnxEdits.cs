using Google.Protobuf;
using NetInsight.Formats.Onnx.Operators;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Tests.Formats.Onnx;
using static NetInsight.Formats.Onnx.Reading.AttributeProto.Types;

namespace NetInsight.Fuzz;

/// <summary>
/// Edits of valid networks, chosen by bytes: two for the network, then five for each edit (its kind, and what it is applied to). Unlike
/// mutated bytes, most of these files are still protobuf messages with nodes that fit their inputs, so that they reach the operators.
/// </summary>
internal static class OnnxEdits
{
    private const int EditBytes = 5, MaxEdits = 8;
    private static readonly long[] Integers =
        [0, 1, -1, 2, 3, -2, 4, 7, 8, 16, 255, -128, 1 << 16, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];
    private static readonly float[] Reals = [0, 1, -1, 0.5f, -0f, 1e-30f, 1e30f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
    private static readonly int[] ElementTypes = [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16, 8];

    // Lazy, since instrumented code must not run before the fuzzer has started.
    private static readonly Lazy<string[]> Types = new(() => [.. OnnxOperators.Table.Keys.Order(StringComparer.Ordinal)]);
    private static readonly Lazy<byte[][]> Networks = new(() => [.. OnnxSeeds.All.Select(model => model.ToBytes()), .. FurtherNetworks()]);

    private static readonly (string Name, object Value)[] Attributes =
    [
        ("axis", 1), ("axes", new[] { 2, 3 }), ("keepdims", 0), ("pads", new[] { 1, 0, 0, 1 }), ("strides", new[] { 2, 2 }),
        ("dilations", new[] { 2, 1 }), ("kernel_shape", new[] { 2, 2 }), ("group", 2), ("auto_pad", "SAME_UPPER"), ("ceil_mode", 1),
        ("to", 6), ("mode", "cubic"), ("mode", "nearest"), ("coordinate_transformation_mode", "align_corners"),
        ("coordinate_transformation_mode", "tf_crop_and_resize"), ("perm", new[] { 3, 1, 2, 0 }),
        ("split", new[] { 1, 1 }), ("num_outputs", 3), ("transA", 1), ("alpha", 0f), ("epsilon", 0f), ("p", 0),
        ("direction", "bidirectional"),
        ("linear_before_reset", 1), ("layout", 1), ("antialias", 1), ("exclude_outside", 1), ("reduction", "mul"), ("allowzero", 1),
        ("exclusive", 1), ("reverse", 1), ("block_size", 2), ("output_padding", new[] { 1, 1 }), ("output_shape", new[] { 3, 3 }),
        ("num_heads", 3), ("is_causal", 1), ("interleaved", 1), ("activation", "HardSigmoid"), ("equation", "ij->ji"),
        ("select_last_index", 1),
        ("largest", 0), ("upper", 0), ("k", 9), ("fmod", 0), ("offset_group", 2), ("clip", 1f), ("keep_aspect_ratio_policy", "not_larger"),
        ("count_include_pad", 1), ("broadcast", 1), ("output_dtype", 3), ("num_groups", 3), ("stash_type", 11), ("storage_order", 1),
    ];

    /// <summary>The edited networks, loaded and run once.</summary>
    public static FuzzTarget Target { get; } = new("network", bytes => Run(Edited(bytes)), Seeds, () => [[0, 0, 0, 0, 0]]);

    /// <summary>Every network as it is, and with one edit of each kind.</summary>
    private static IEnumerable<byte[]> Seeds()
    {
        for (int index = 0; index < Networks.Value.Length; index++)
        {
            byte[] network = [(byte)index, (byte)(index >> 8)];
            yield return network;
            if (index < 12)
                yield return [.. network, (byte)index, 1, 2, 3, 4];
        }
    }

    /// <summary>Further networks: files of a folder that the variable <c>NETINSIGHT_FUZZ_MODELS</c> names.</summary>
    private static IEnumerable<byte[]> FurtherNetworks() =>
        Environment.GetEnvironmentVariable("NETINSIGHT_FUZZ_MODELS") is { Length: > 0 } folder
            ? Directory.EnumerateFiles(folder, "*.onnx").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(IsNetwork)
            : [];

    private static bool IsNetwork(byte[] bytes)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(bytes) is { Graph: { Input.Count: > 0, Node.Count: > 0 }, OpsetImport.Count: > 0 };
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static void Run(ModelProto? network)
    {
        if (network is not null)
            SmallRun.Of(network.ToByteArray(), network);
    }

    /// <summary>The network that bytes describe.</summary>
    private static ModelProto? Edited(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
            return null;
        ModelProto model = ModelProto.Parser.ParseFrom(Networks.Value[(bytes[0] | (bytes[1] << 8)) % Networks.Value.Length]);
        bytes = bytes[2..];
        for (int i = 0; i < MaxEdits && (i + 1) * EditBytes <= bytes.Length && model.Graph.Node.Count > 0; i++)
            Apply(model, bytes.Slice(i * EditBytes, EditBytes));
        return model;
    }

    private static void Apply(ModelProto model, ReadOnlySpan<byte> edit)
    {
        GraphProto graph = model.Graph;
        NodeProto node = graph.Node[edit[1] % graph.Node.Count];
        AttributeProto? attribute = node.Attribute.Count > 0 ? node.Attribute[edit[2] % node.Attribute.Count] : null;
        TensorProto? tensor = graph.Initializer.Count > 0 ? graph.Initializer[edit[1] % graph.Initializer.Count] : null;
        switch (edit[0] % 14)
        {
            case 0 when attribute is not null:
                Change(attribute, edit[3], edit[4]);
                break;
            case 1 when attribute is not null:
                node.Attribute.Remove(attribute);
                break;
            case 2:
                (string name, object value) = Attributes[edit[2] % Attributes.Length];
                AttributeProto added = OnnxBuilder.Attribute(name, value);
                if (edit[3] > 64)
                    Change(added, edit[3], edit[4]);
                node.Attribute.Add(added);
                break;
            case 3:
                string type = Types.Value[edit[2] % Types.Value.Length];
                (node.Domain, node.OpType) = type.LastIndexOf('.') is > 0 and int dot ? (type[..dot], type[(dot + 1)..]) : ("", type);
                break;
            case 4 when tensor is not null:
                ChangeElement(tensor, edit[2], edit[3]);
                break;
            case 5 when tensor is not null && tensor.Dims.Count > 0:
                tensor.Dims[edit[2] % tensor.Dims.Count] = edit[3] % 9;
                Fill(tensor, edit[4]);
                break;
            case 6 when tensor is not null:
                tensor.DataType = ElementTypes[edit[2] % ElementTypes.Length];
                Fill(tensor, edit[4]);
                break;
            case 7 when tensor is not null && edit[2] % 2 == 0 && tensor.Dims.Count > 0:
                tensor.Dims.RemoveAt(0);
                Fill(tensor, edit[4]);
                break;
            case 7 when tensor is not null:
                tensor.Dims.Add(edit[3] % 4);
                Fill(tensor, edit[4]);
                break;
            case 8 when node.Input.Count > 0:
                node.Input[edit[2] % node.Input.Count] = NameIn(graph, edit[3]);
                break;
            case 9:
                node.Input.Add(NameIn(graph, edit[3]));
                break;
            case 10 when node.Input.Count > 0:
                node.Input.RemoveAt(edit[2] % node.Input.Count);
                break;
            case 11:
                model.OpsetImport[edit[2] % model.OpsetImport.Count].Version = 1 + (edit[3] % 25);
                break;
            case 12 when graph.Input[0].Type.TensorType.Shape.Dim is { Count: > 0 } dimensions:
                dimensions[edit[2] % dimensions.Count] = edit[3] % 12 is > 0 and int extent
                    ? new TensorShapeProto.Types.Dimension { DimValue = extent } : new TensorShapeProto.Types.Dimension { DimParam = "n" };
                graph.Input[0].Type.TensorType.ElemType = edit[4] < 200 ? 1 : ElementTypes[edit[4] % ElementTypes.Length];
                break;
            case 13 when node.Input.Count > 0:
                NodeProto copy = node.Clone();
                copy.Name = $"{node.Name}/copy";
                for (int i = 0; i < copy.Output.Count; i++)
                    (copy.Output[i], node.Output[i]) = (node.Output[i], $"{node.Output[i]}/copied");
                copy.Input[0] = node.Output[0];
                graph.Node.Insert(graph.Node.IndexOf(node) + 1, copy);
                break;
        }
    }

    /// <summary>The name of an initializer, of a node's output or of the input; empty for an input left out.</summary>
    private static string NameIn(GraphProto graph, byte choice)
    {
        string[] names = ["", graph.Input[0].Name, .. graph.Initializer.Select(tensor => tensor.Name),
            .. graph.Node.SelectMany(node => node.Output)];
        return names[choice % names.Length];
    }

    private static void Change(AttributeProto attribute, byte place, byte choice)
    {
        switch (attribute.Type)
        {
            case AttributeType.Int:
                attribute.I = Integers[choice % Integers.Length];
                break;
            case AttributeType.Float:
                attribute.F = Reals[choice % Reals.Length];
                break;
            case AttributeType.Ints when attribute.Ints.Count > 0 && choice < 200:
                attribute.Ints[place % attribute.Ints.Count] = Integers[choice % Integers.Length];
                break;
            case AttributeType.Ints:
                attribute.Ints.Add(choice % 3);
                break;
            case AttributeType.String:
                string[] words = [.. Attributes.Where(known => known.Value is string).Select(known => (string)known.Value)];
                attribute.S = ByteString.CopyFromUtf8(words[choice % words.Length]);
                break;
        }
    }

    private static void ChangeElement(TensorProto tensor, byte index, byte choice)
    {
        if (tensor.Int64Data.Count > 0)
            tensor.Int64Data[index % tensor.Int64Data.Count] = Integers[choice % Integers.Length];
        else if (tensor.Int32Data.Count > 0)
            tensor.Int32Data[index % tensor.Int32Data.Count] = choice - 100;
        else if (tensor.DataType == 1 && tensor.RawData.Length >= 4)
        {
            byte[] raw = tensor.RawData.ToByteArray();
            BitConverter.TryWriteBytes(raw.AsSpan(index * 4 % (raw.Length / 4 * 4)), Reals[choice % Reals.Length]);
            tensor.RawData = ByteString.CopyFrom(raw);
        }
        else if (tensor.DataType == 7 && tensor.RawData.Length >= 8)
        {
            byte[] raw = tensor.RawData.ToByteArray();
            BitConverter.TryWriteBytes(raw.AsSpan(index * 8 % (raw.Length / 8 * 8)), Integers[choice % Integers.Length]);
            tensor.RawData = ByteString.CopyFrom(raw);
        }
    }

    /// <summary>Elements for the tensor's type and extents.</summary>
    private static void Fill(TensorProto tensor, byte seed)
    {
        long count = 1;
        foreach (long extent in tensor.Dims)
            count *= Math.Clamp(extent, 0, 1000);
        if (count > 10_000)
            return;
        int size = tensor.DataType switch { 1 or 6 or 12 => 4, 7 or 11 or 13 => 8, 4 or 5 or 10 or 16 => 2, _ => 1 };
        byte[] raw = new byte[count * size];
        for (int i = 0; i < count; i++)
        {
            if (tensor.DataType == 1)
                BitConverter.TryWriteBytes(raw.AsSpan(i * 4), ((i * 7) + seed) % 11 / 8f);
            else
                raw[i * size] = (byte)(((i * 5) + seed) % 4);
        }

        tensor.Int64Data.Clear();
        tensor.Int32Data.Clear();
        tensor.FloatData.Clear();
        tensor.RawData = ByteString.CopyFrom(raw);
    }
}
