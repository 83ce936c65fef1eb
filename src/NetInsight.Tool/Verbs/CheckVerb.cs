using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NetInsight.Tool.Checking;
using NetInsight.Tool.Running;

namespace NetInsight.Tool.Verbs;

/// <summary><c>check MODEL IMAGES...</c>: finds the preprocessing by trying all presets on photographs.</summary>
internal static class CheckVerb
{
    private const string Name = "check";

    /// <summary>The verb.</summary>
    public static Command Command(VerbRunner runner)
    {
        Command command = new(
            Name,
            "Finds the preprocessing: tries all presets on photographs, and ranks them by accuracy where names of files hold labels, "
            + "else by how sure and how different the answers are.");
        VerbOptions options = new(command, "A JSON file to write the result into.", [".json"]);
        Argument<string[]> images = Arguments.Images();
        command.Arguments.Add(images);
        command.SetAction(parsed => runner.Run(Name, parsed, options, run => Answer(run, parsed.GetRequiredValue(images))));
        return command;
    }

    private static VerbAnswer Answer(VerbRun run, string[] images)
    {
        IReadOnlyList<string> files = ImagePaths.Find(images);
        IReadOnlyDictionary<string, string> names = ImagePaths.NamesOf(files);
        NameLabels? labels = run.Model.Labels is { } known ? new NameLabels(known) : null;
        Dictionary<string, IReadOnlyCollection<int>> right =
            files.ToDictionary(path => names[path], path => (IReadOnlyCollection<int>)(labels is null ? [] : labels.Of(path)));
        PreprocessingRanking ranking = PreprocessingTrial.Run(run.Model, run.Stream(files, Name), id => right[id], run.Cancellation);
        VerbAnswer answer = new(TextOf(run.Model, ranking), JsonOf(run.Model, ranking));
        run.Save(answer);
        return answer;
    }

    private static string TextOf(Model model, PreprocessingRanking ranking)
    {
        StringBuilder text = new();
        int width = ranking.Candidates.Max(candidate => candidate.Name.Length);
        text.Append($"{"preprocessing".PadRight(width)}  accuracy  confidence  information\n");
        foreach (PreprocessingCandidate candidate in ranking.Candidates)
        {
            string accuracy = candidate.Labelled == 0 ? "-" : Percent(candidate.Accuracy);
            text.Append(CultureInfo.InvariantCulture, $"{candidate.Name.PadRight(Math.Max(width, 13))}  {accuracy,8}  ");
            text.Append(CultureInfo.InvariantCulture, $"{Percent(candidate.Confidence),10}  {candidate.Information,6:0.00} bits\n");
        }

        text.Append('\n').Append(VerdictOf(model, ranking)).Append('\n');
        text.Append($"{ranking.Best.Preprocessing}\n");
        text.Append(model.Preprocessing == ranking.Best.Preprocessing
            ? $"The model uses it already ({model.PreprocessingSource.Kind}).\n"
            : $"The model uses another ({model.PreprocessingSource.Kind}): {model.Preprocessing}\n");
        return text.ToString();
    }

    private static string VerdictOf(Model model, PreprocessingRanking ranking)
    {
        PreprocessingCandidate best = ranking.Best;
        string basis = ranking.ByLabels
            ? $"{best.Right} of {best.Labelled} images with a label in their names are right"
            : best.Labelled > 0 ? $"only {best.Labelled} of {best.Images} names hold a label, so information decides"
            : model.Labels is null ? "the model has no labels, so information decides; --labels gives them"
            : "no name holds a label, so information decides";
        string doubt = ranking.IsClear ? "" : $" Not certain: {ranking.Candidates[1].Name} cannot be told from it with these images.";
        return $"Best: {best.Name} ({basis}).{doubt}";
    }

    private static JsonObject JsonOf(Model model, PreprocessingRanking ranking) => new()
    {
        ["best"] = ranking.Best.Name,
        ["isClear"] = ranking.IsClear,
        ["decidedBy"] = ranking.ByLabels ? "accuracy" : "information",
        ["images"] = ranking.Best.Images,
        ["labelled"] = ranking.Best.Labelled,
        ["modelPreprocessing"] = model.Preprocessing.ToString(),
        ["modelSource"] = model.PreprocessingSource.Kind.ToString(),
        ["modelUsesBest"] = model.Preprocessing == ranking.Best.Preprocessing,
        ["candidates"] = Json.Array(ranking.Candidates.Select(candidate => (JsonNode)new JsonObject
        {
            ["name"] = candidate.Name,
            ["preprocessing"] = candidate.Preprocessing.ToString(),
            ["accuracy"] = Json.Number(candidate.Accuracy),
            ["meanConfidence"] = Json.Number(candidate.Confidence),
            ["informationBits"] = Json.Number(candidate.Information),
            ["meanLogLikelihood"] = Json.Number(candidate.LogLikelihood),
        })),
    };

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0}%");
}
