using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Fuzz.Mutation;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Comparison;

/// <summary>
/// Finds the first operator at which two engines differ, although its inputs agree, and classifies the difference by the written rules.
/// </summary>
internal sealed class Diagnosis(ModelProto model, Ours ours, Tensor x)
{
    private static readonly HashSet<string> Sums =
    [
        "ReduceSum", "ReduceMean", "ReduceLogSum", "ReduceLogSumExp", "GlobalAveragePool", "AveragePool", "CumSum", "Einsum", "MatMul",
        "Gemm", "Conv", "ConvTranspose", "Softmax", "LogSoftmax", "Add", "Sub", "Sum", "Mean", "Log",
    ];

    private const int Trials = 4;
    private const double Large = 1 << 24;

    /// <summary>The class of a difference in an output.</summary>
    public Outcome Of(string output, Tensor result, PeerValue expected)
    {
        string what = Agreement.Describe(result, expected);
        ModelProto all = Peer.WithAllValues(model);
        Dictionary<string, PeerValue?> theirs;
        Dictionary<string, Tensor> mine;
        try
        {
            theirs = Peer.Run(all, ours.InputName, ours.InputType, x);
            double[] input = [.. x.AsSpan().ToArray().Select(element => (double)element)];
            theirs.TryAdd(ours.InputName, new PeerValue(TensorElementType.Float, [], input));
            foreach (TensorProto tensor in model.Graph.Initializer)
            {
                TensorElementType type = tensor.DataType == (int)DataType.Int64 ? TensorElementType.Int64 : TensorElementType.Float;
                theirs.TryAdd(tensor.Name, new PeerValue(type, [.. tensor.Dims], [.. TensorContent.Read(tensor)]));
            }
            mine = ours.Run(x, all: true);
        }
        catch (Exception e) when (e is OnnxRuntimeException or ArgumentException)
        {
            return new Outcome(OutcomeKind.Fault, $"not to be diagnosed ({e.GetType().Name}): {what}");
        }

        foreach (NodeProto node in model.Graph.Node)
        {
            foreach (string name in node.Output)
            {
                if (!mine.TryGetValue(name, out Tensor? value) || !theirs.TryGetValue(name, out PeerValue? peer) || peer is null
                    || Agreement.Holds(value, peer))
                    continue;
                return Classify(node, name, value, peer, mine, theirs, all);
            }
        }

        PeerValue? again = theirs[output];
        return again is not null && mine.TryGetValue(output, out Tensor? unfused) && !Agreement.Holds(unfused, again)
            ? new Outcome(OutcomeKind.Fault, $"output {output}: {what}")
            : expected.Elements.Any(IsNotFinite) || result.AsSpan().ToArray().Any(element => IsNotFinite(element))
                ? new Outcome(OutcomeKind.Undefined, $"only in the fused run: {what}")
            : again is not null && Agreement.Holds(result, again) && theirs.Values.Any(value => value is not null && IsHalf(value.Type))
                ? new Outcome(OutcomeKind.HalfPrecision, $"only where no value between is asked for: {what}")
            : Moves(all, output, result, expected) ?? new Outcome(OutcomeKind.Fault, $"only in the fused run: {what}");
    }

    private Outcome Classify(
        NodeProto node, string name, Tensor value, PeerValue peer, Dictionary<string, Tensor> mine, Dictionary<string, PeerValue?> theirs,
        ModelProto all)
    {
        string what = $"{node.OpType}{Types(node, theirs)}: {Agreement.Describe(value, peer)}";
        if (PeerDeviations.Explains(model, node, value, peer, theirs) is { } reason)
            return new Outcome(OutcomeKind.PeerDeviates, reason);
        List<NodeProto> nodes = WithFolded(node, mine);
        PeerValue[] around =
            [.. nodes.SelectMany(near => near.Input.Concat(near.Output)).Distinct().Select(theirs.GetValueOrDefault).OfType<PeerValue>()];
        if (around.Any(near => near.Elements.Any(IsNotFinite)) || value.AsSpan().ToArray().Any(element => IsNotFinite(element))
            || nodes.Any(near => IsOpen(near, theirs)))
            return new Outcome(OutcomeKind.Undefined, what);
        if (around.Where(near => IsInteger(near.Type)).Any(near => near.Elements.Any(element => Math.Abs(element) >= Large)))
            return new Outcome(OutcomeKind.LargeIntegers, what);
        if (!Agreement.HasShape(value, peer))
            return new Outcome(OutcomeKind.Fault, what);
        bool isHalf = around.Any(near => IsHalf(near.Type));
        foreach (DataType real in new[] { DataType.Float, DataType.Double })
        {
            if (NodeAlone.Run(model, node, mine, theirs, real)?.GetValueOrDefault(name) is { } alone && Agreement.Holds(value, alone))
                return new Outcome(isHalf ? OutcomeKind.HalfPrecision : OutcomeKind.NearTie, what);
        }

        if (node.OpType is "RNN" or "GRU" or "LSTM" && theirs.GetValueOrDefault(node.Input[2]) is { } weights
            && weights.Elements.Any(weight => Math.Abs(weight) > 100))
            return new Outcome(OutcomeKind.NearTie, what);
        if (Sums.Contains(node.OpType) && IsWithinSum(node, value, peer, theirs))
            return new Outcome(OutcomeKind.NearTie, what);
        bool isRounding = isHalf && (nodes.Count > 1 || IsHalf(value, peer));
        return Moves(all, name, value, peer) ?? new Outcome(isRounding ? OutcomeKind.HalfPrecision : OutcomeKind.Fault, what);
    }

    /// <summary>A node, and those before it whose results NetInsight computed while reading.</summary>
    private List<NodeProto> WithFolded(NodeProto node, Dictionary<string, Tensor> mine)
    {
        List<NodeProto> nodes = [node];
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string input in nodes[i].Input)
            {
                if (!mine.ContainsKey(input) && model.Graph.Node.FirstOrDefault(before => before.Output.Contains(input)) is { } before
                    && !nodes.Contains(before))
                    nodes.Add(before);
            }
        }

        return nodes;
    }

    /// <summary>
    /// Whether ONNX leaves a node's result open: casts of what the type cannot hold, integer divisions by 0, the order of a TopK.
    /// </summary>
    private static bool IsOpen(NodeProto node, Dictionary<string, PeerValue?> theirs)
    {
        PeerValue? result = theirs.GetValueOrDefault(node.Output[0]);
        PeerValue? Input(int index) => node.Input.Count > index ? theirs.GetValueOrDefault(node.Input[index]) : null;
        return node.OpType switch
        {
            "Cast" or "CastLike" => result is not null && Input(0) is { } cast && !Holds(result.Type, cast.Elements),
            "Div" or "Mod" => result is not null && Input(1) is { } divisor && divisor.Elements.Contains(0),
            "TopK" => node.Attribute.Any(attribute => attribute is { Name: "sorted", I: 0 }),
            _ => false,
        };
    }

    /// <summary>
    /// A near tie, or a sum that cancels: where ONNX Runtime's own value moves by a quarter of the difference, at every element that
    /// differs, when the input and the constants of floats change by a part in a million.
    /// </summary>
    private Outcome? Moves(ModelProto all, string name, Tensor value, PeerValue peer)
    {
        int[] differing = Agreement.Differing(value, peer);
        double[] moved = new double[peer.Elements.Length];
        for (int trial = 1; trial <= Trials; trial++)
        {
            Tensor near = new(x.Shape);
            for (int i = 0; i < x.Count; i++)
                near.AsSpan()[i] = (float)(x.AsSpan()[i] * (1 + (Noise(i, trial) * 1e-6)));
            if (ours.InputType is not (DataType.Float or DataType.Double))
                near = x;
            ModelProto changed = trial <= Trials / 2 ? all : WithNoise(all, trial);
            try
            {
                if (Peer.Run(changed, ours.InputName, ours.InputType, near).GetValueOrDefault(name) is not { } other
                    || other.Elements.Length != moved.Length)
                    continue;
                for (int i = 0; i < moved.Length; i++)
                    moved[i] = Math.Max(moved[i], Math.Abs(other.Elements[i] - peer.Elements[i]));
            }
            catch (OnnxRuntimeException)
            {
                // Changed, it is no network any more: this trial says nothing.
            }
        }

        bool isRecurrent = model.Graph.Node.Any(node => node.OpType is "RNN" or "GRU" or "LSTM");
        bool isChaotic = isRecurrent && moved.Max() * 4 >= differing.Max(i => Math.Abs(value.AsSpan()[i] - peer.Elements[i]));
        return isChaotic || differing.All(i => moved[i] * 4 >= Math.Abs(value.AsSpan()[i] - peer.Elements[i]))
            ? new Outcome(OutcomeKind.NearTie, Agreement.Describe(value, peer)) : null;
    }

    private static ModelProto WithNoise(ModelProto model, int trial)
    {
        ModelProto changed = model.Clone();
        foreach (TensorProto tensor in changed.Graph.Initializer)
        {
            if (tensor.DataType != (int)DataType.Float || tensor.RawData.Length == 0)
                continue;
            byte[] raw = tensor.RawData.ToByteArray();
            for (int i = 0; i < raw.Length / 4; i++)
            {
                float element = BitConverter.ToSingle(raw, 4 * i);
                BitConverter.TryWriteBytes(raw.AsSpan(4 * i), (float)(element * (1 + (Noise(i, trial) * 1e-6))));
            }

            tensor.RawData = ByteString.CopyFrom(raw);
        }

        return changed;
    }

    private static double Noise(int index, int trial) =>
        ((((uint)index * 2654435761u) ^ ((uint)trial * 40503u * 65537u)) % 2001 / 1000.0) - 1;

    /// <summary>A sum that cancels: a difference within a few roundings of the largest magnitude that goes into it.</summary>
    private static bool IsWithinSum(NodeProto node, Tensor value, PeerValue peer, Dictionary<string, PeerValue?> theirs)
    {
        double largest = node.Input.Select(theirs.GetValueOrDefault).OfType<PeerValue>().SelectMany(input => input.Elements)
            .Aggregate(0.0, (most, element) => Math.Max(most, Math.Abs(element)));
        return Agreement.Differing(value, peer).All(i => node.OpType.StartsWith("ReduceLog", StringComparison.Ordinal)
            ? Math.Abs(Math.Exp(value.AsSpan()[i]) - Math.Exp(peer.Elements[i])) <= 1e-6 * Math.Max(largest, 1)
            : Math.Abs(value.AsSpan()[i] - peer.Elements[i]) <= 1e-6 * largest);
    }

    private static bool IsHalf(Tensor value, PeerValue peer)
    {
        double largest = peer.Elements.Max(Math.Abs), step = peer.Type == TensorElementType.BFloat16 ? 1 / 32.0 : 1 / 256.0;
        return Agreement.Differing(value, peer).All(i => Math.Abs(value.AsSpan()[i] - peer.Elements[i]) <= step * largest);
    }

    private static string Types(NodeProto node, Dictionary<string, PeerValue?> theirs) =>
        theirs.GetValueOrDefault(node.Output[0]) is { } result ? $"<{result.Type}>" : "";

    /// <summary>Whether a type can hold values, apart from fractions.</summary>
    private static bool Holds(TensorElementType type, double[] elements) => type switch
    {
        TensorElementType.UInt8 => elements.All(element => element is > -1 and < 256),
        TensorElementType.Int8 => elements.All(element => element is > -129 and < 128),
        TensorElementType.UInt16 => elements.All(element => element is > -1 and < 65536),
        TensorElementType.Int16 => elements.All(element => element is > -32769 and < 32768),
        TensorElementType.UInt32 or TensorElementType.UInt64 => elements.All(element => element > -1),
        _ => true,
    };

    private static bool IsNotFinite(double value) => !double.IsFinite(value) || Math.Abs(value) > 1e15;

    private static bool IsHalf(TensorElementType type) => type is TensorElementType.Float16 or TensorElementType.BFloat16;

    private static bool IsInteger(TensorElementType type) => type is TensorElementType.Int64 or TensorElementType.UInt64
        or TensorElementType.Int32 or TensorElementType.UInt32;
}
