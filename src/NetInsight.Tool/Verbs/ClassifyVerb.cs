using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NetInsight.Tool.Running;

namespace NetInsight.Tool.Verbs;

/// <summary><c>classify MODEL IMAGES...</c>: the most probable classes of each image.</summary>
internal static class ClassifyVerb
{
    private const string Name = "classify";

    /// <summary>The verb.</summary>
    public static Command Command(VerbRunner runner)
    {
        Command command = new(Name, "The most probable classes of images.");
        VerbOptions options = new(command, "A JSON file to write the result into.", [".json"]);
        Argument<string[]> images = Arguments.Images();
        Option<int> top = Arguments.Count("--top", 5, "How many classes of each image.");
        command.Arguments.Add(images);
        command.Options.Add(top);
        command.SetAction(parsed => runner.Run(
            Name, parsed, options, run => Answer(run, parsed.GetRequiredValue(images), parsed.GetValue(top))));
        return command;
    }

    private static VerbAnswer Answer(VerbRun run, string[] images, int top)
    {
        run.Options["top"] = top;
        StringBuilder text = new();
        JsonArray json = [];
        foreach (ImagePredictions image in run.Model.Classify(run.Stream(images, Name), top, cancellationToken: run.Cancellation))
        {
            text.Append(image.ImageId).Append('\n');
            foreach (Prediction prediction in image.Predictions)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {100 * prediction.Probability,5:0.0}%  {prediction.Label}");
                text.Append(CultureInfo.InvariantCulture, $" (class {prediction.Class}, logit {prediction.Logit:0.00})\n");
            }

            json.Add((JsonNode)new JsonObject { ["image"] = image.ImageId, ["predictions"] = Json.Of(image.Predictions) });
        }

        if (run.Model.PreprocessingSource.IsGuess)
            text.Append(run.Model.PreprocessingSource.Note).Append(" 'netinsight check' tries others.\n");
        VerbAnswer answer = new(text.ToString(), new JsonObject
        {
            ["preprocessing"] = run.Model.Preprocessing.ToString(),
            ["preprocessingIsGuess"] = run.Model.PreprocessingSource.IsGuess,
            ["images"] = json,
        });
        run.Save(answer);
        return answer;
    }
}
