using System.CommandLine;
using System.Text.Json.Nodes;
using NetInsight.Tool.Running;

namespace NetInsight.Tool.Verbs;

/// <summary><c>inspect MODEL</c>: layers, costs, receptive fields, outputs, preprocessing, and weights that are not finite.</summary>
internal static class InspectVerb
{
    private const string Name = "inspect";

    /// <summary>The verb.</summary>
    public static Command Command(VerbRunner runner)
    {
        Command command = new(
            Name,
            "What a network is: layers with shapes, costs and receptive fields, outputs, preprocessing and its source, weights that "
            + "are not finite.");
        VerbOptions options = new(command, "A JSON file to write the result into.", [".json"]);
        command.SetAction(parsed => runner.Run(Name, parsed, options, Answer));
        return command;
    }

    private static VerbAnswer Answer(VerbRun run)
    {
        Model model = run.Model;
        IReadOnlyList<WeightFault> faults = model.Validate();
        string labels = model.Labels is { } names ? $"labels: {names.Count}, from {names[0]} to {names[^1]}" : "labels: none";
        string weights = faults.Count == 0 ? "weights: all are finite"
            : $"weights: {faults.Count} tensors hold values that are not finite, so that answers are meaningless\n"
                + string.Join('\n', faults.Select(fault => $"  {fault}"));
        VerbAnswer answer = new($"{model.Summary(run.Cancellation)}{labels}\n{weights}", new JsonObject
        {
            ["sha256"] = Manifest.HashOf(run.ModelPath),
            ["inputShape"] = Json.Of(model.InputShape),
            ["parameters"] = model.ParameterCount,
            ["multiplyAdds"] = model.MultiplyAddCount,
            ["classes"] = model.ClassCount,
            ["labels"] = model.Labels is { } known ? Json.Array(known.Select(label => (JsonNode?)JsonValue.Create(label))) : null,
            ["head"] = model.Head.ToString(),
            ["outputs"] = Json.Array(model.Outputs.Select(Of)),
            ["preprocessing"] = Of(model.Preprocessing, model.PreprocessingSource),
            ["layers"] = Json.Array(model.Layers.Select(layer => Of(model, layer))),
            ["weightFaults"] = Json.Array(faults.Select(Of)),
        });
        run.Save(answer);
        return answer;
    }

    private static JsonNode Of(ModelOutput output) => new JsonObject
    {
        ["name"] = output.Name,
        ["shape"] = Json.Of(output.Shape),
        ["head"] = output.Head.ToString(),
        ["reason"] = output.Reason,
    };

    private static JsonNode Of(Preprocessing preprocessing, PreprocessingSource source) => new JsonObject
    {
        ["description"] = preprocessing.ToString(),
        ["source"] = source.Kind.ToString(),
        ["isGuess"] = source.IsGuess,
        ["reason"] = source.Reason,
    };

    private static JsonNode Of(Model model, Layer layer) => new JsonObject
    {
        ["name"] = layer.Name,
        ["operator"] = layer.Operator,
        ["shape"] = Json.Of(layer.OutputShape),
        ["receptiveField"] = FieldOf(model, layer),
    };

    private static JsonNode Of(WeightFault fault) => new JsonObject
    {
        ["layer"] = fault.Layer,
        ["tensor"] = fault.Tensor,
        ["nans"] = fault.NaNs,
        ["infinities"] = fault.Infinities,
        ["count"] = fault.Count,
    };

    /// <summary>The receptive field of a layer; null where its units have none in common.</summary>
    private static JsonObject? FieldOf(Model model, Layer layer)
    {
        try
        {
            ReceptiveField field = model.ReceptiveFieldOf(layer.Name);
            return new JsonObject
            {
                ["height"] = field.Height,
                ["width"] = field.Width,
                ["strideDown"] = field.StrideDown,
                ["strideRight"] = field.StrideRight,
                ["top"] = field.Top,
                ["left"] = field.Left,
            };
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
