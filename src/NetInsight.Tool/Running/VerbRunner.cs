using System.CommandLine;
using System.Text.Json.Nodes;
using NetInsight.Imaging.Files;

namespace NetInsight.Tool.Running;

/// <summary>Runs verbs: loads the model, prints the answer, and turns failures into a message and an exit code.</summary>
/// <param name="console">Where results and messages go.</param>
/// <param name="arguments">The command line, for manifests.</param>
internal sealed class VerbRunner(ToolConsole console, IReadOnlyList<string> arguments)
{
    /// <summary>Runs a verb.</summary>
    /// <param name="verb">The verb's name.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The verb's shared options.</param>
    /// <param name="answer">What the verb does.</param>
    /// <returns>The exit code.</returns>
    public int Run(string verb, ParseResult parsed, VerbOptions options, Func<VerbRun, VerbAnswer> answer)
    {
        try
        {
            string? output = parsed.GetValue(options.Output);
            if (output is not null)
                WholeFile.CheckWritable(output);
            string model = parsed.GetRequiredValue(options.Model);
            using VerbRun run = new(console, verb, arguments, model, parsed.GetValue(options.Labels), options.ForModel(parsed))
            {
                Output = output,
            };
            VerbAnswer result = answer(run);
            Print(run, result, parsed.GetValue(options.AsJson));
            return run.Unreadable.Count == 0 ? ExitCodes.Done : ExitCodes.BadInput;
        }
        catch (OperationCanceledException)
        {
            console.Fail("cancelled");
            return ExitCodes.Cancelled;
        }
        catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException or ArgumentException
            or InvalidOperationException or ModelFormatException or UnsupportedOperatorException or ResourceLimitException
            or ImageFormatException or DeviceException or NotSupportedException)
        {
            console.Fail(MessageOf(e));
            return ExitCodes.BadInput;
        }
    }

    /// <summary>The message without the name of a parameter, which is none of the user's.</summary>
    public static string MessageOf(Exception e) => e is ArgumentException { ParamName: { } name }
        ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : e.Message;

    private static void Print(VerbRun run, VerbAnswer answer, bool asJson)
    {
        if (asJson)
        {
            JsonObject json = new() { ["verb"] = run.Verb, ["version"] = Manifest.Version, ["model"] = run.ModelPath };
            foreach ((string name, JsonNode? value) in answer.Json)
                json[name] = value?.DeepClone();
            json["unreadable"] = run.UnreadableJson();
            json["output"] = run.Output;
            run.Console.WriteRaw(Json.Text(json));
            return;
        }

        run.Console.Write(answer.Text);
        if (run.Output is { } output)
            run.Console.Write($"wrote {output} and {Manifest.PathFor(output)}");
    }
}
