using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using NetInsight.Formats.Onnx.Reading;
using static NetInsight.Formats.Onnx.Reading.TensorProto.Types;

namespace NetInsight.Fuzz.Comparison;

/// <summary>Runs a network in NetInsight and in ONNX Runtime and says how the results compare.</summary>
internal static partial class Comparer
{
    /// <summary>Compares one network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="batch">The batch size where it is open.</param>
    /// <param name="phase">Is told who computes, for when a process ends.</param>
    public static Outcome Compare(ModelProto model, int batch, Action<char> phase)
    {
        phase('o');
        Ours? ours = null;
        Tensor? x = null;
        Dictionary<string, Tensor>? results = null;
        string refusal = "";
        try
        {
            ours = Ours.Read(model);
            x = ours.Input(batch);
            if (x is null)
                return new Outcome(OutcomeKind.RefusedByUs, "no single input");
            results = ours.Run(x, all: false);
        }
        catch (Exception e) when (IsDocumented(e))
        {
            refusal = Bucket(e.Message);
        }
        catch (Exception e)
        {
            return new Outcome(OutcomeKind.Fault, $"exception {e.GetType().Name}: {e}");
        }

        phase('p');
        Dictionary<string, PeerValue?> theirs;
        try
        {
            DataType type = (DataType)model.Graph.Input[0].Type.TensorType.ElemType;
            Tensor input = x ?? new Tensor(new Shape([.. model.Graph.Input[0].Type.TensorType.Shape.Dim.Select(dimension =>
                dimension.DimValue > 0 ? (int)dimension.DimValue : batch)]));
            theirs = Peer.Run(model, model.Graph.Input[0].Name, type, input);
        }
        catch (OnnxRuntimeException e)
        {
            return results is null ? new Outcome(OutcomeKind.RefusedByBoth, "") : new Outcome(OutcomeKind.RefusedByPeer, Bucket(e.Message));
        }

        if (results is null || ours is null || x is null)
            return new Outcome(OutcomeKind.RefusedByUs, refusal);
        phase('d');
        foreach (ValueInfoProto output in model.Graph.Output)
        {
            if (theirs[output.Name] is { } peer && !Agreement.Holds(results[output.Name], peer))
                return new Diagnosis(model, ours, x).Of(output.Name, results[output.Name], peer);
        }

        try
        {
            return AsModel(model, x, ours, phase) ?? new Outcome(OutcomeKind.Same, "");
        }
        catch (Exception e) when (e is OnnxRuntimeException || e.GetType() == typeof(ArgumentException))
        {
            return new Outcome(OutcomeKind.Same, "");                     // it runs for this batch, but for no image alone
        }
    }

    /// <summary>
    /// What <see cref="Model"/> makes of the same network: an answer for each image, as ONNX Runtime has it for that image alone.
    /// </summary>
    private static Outcome? AsModel(ModelProto model, Tensor x, Ours ours, Action<char> phase)
    {
        phase('o');
        TensorShapeProto shape = model.Graph.Input[0].Type.TensorType.Shape;
        if (model.Graph.Output.Count != 1 || model.Graph.Input.Count != 1 || shape.Dim.Count < 2 || shape.Dim[0].DimValue > 1
            || Ours.AsModel(model, x) is not { } loaded)
            return null;
        string output = model.Graph.Output[0].Name;
        List<double> elements = [];
        PeerValue? last = null;
        for (int image = 0; image < x.Shape[0]; image++)
        {
            int count = x.Count / x.Shape[0];
            Tensor one = new(new Shape([1, .. x.Shape.Dimensions[1..]]), x.AsSpan().Slice(image * count, count));
            phase('p');
            last = Peer.Run(model, model.Graph.Input[0].Name, (DataType)model.Graph.Input[0].Type.TensorType.ElemType, one)[output];
            if (last is null || last.Shape is not [1, ..])
                return null;
            phase('o');
            Tensor result = ours.Run(one, all: false)[output];
            if (!Agreement.Holds(result, last))
            {
                phase('d');
                return new Diagnosis(model, ours, one).Of(output, result, last);
            }

            elements.AddRange(last.Elements);
        }

        PeerValue expected = new(last!.Type, [x.Shape[0], .. last.Shape[1..]], [.. elements]);
        if (Agreement.Holds(loaded, expected))
            return null;
        if (model.Graph.Node.Any(node => node.OpType == "MaxUnpool"))
            return new Outcome(OutcomeKind.PeerDeviates, "MaxUnpool: indices count through the batch, so that images are not apart");
        return (x.Shape[0] > 1 && loaded.Shape[0] == 1) || expected.Elements.Any(element => !double.IsFinite(element)) ? null
            : new Outcome(OutcomeKind.Fault, $"Model.Load: {Agreement.Describe(loaded, expected)}");
    }

    /// <summary>Whether an exception is one with which NetInsight may refuse a network or an input.</summary>
    public static bool IsDocumented(Exception e) =>
        e is ModelFormatException or UnsupportedOperatorException or ResourceLimitException || e.GetType() == typeof(ArgumentException);

    /// <summary>A message without names and numbers.</summary>
    private static string Bucket(string message) => Names().Replace(Numbers().Replace(message, "#"), "_");

    [GeneratedRegex(@"-?\d[\d.,x]*")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\bm#[_#\w]*")]
    private static partial Regex Names();
}
