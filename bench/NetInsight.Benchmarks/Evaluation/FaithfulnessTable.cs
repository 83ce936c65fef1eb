using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NetInsight.Benchmarks;

/// <summary>
/// Deletion and insertion of every technique on photographs and GoogLeNet, beside a random map and a blob in the middle. A technique that
/// is not better than both controls in the mean of each score is not called faithful.
/// </summary>
internal sealed class FaithfulnessTable(Model model, int steps, FileInfo? json)
{
    /// <summary>A curve whose target does not fall has no relative area: NaN.</summary>
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private const string Random = "control: random map", Blob = "control: centre blob";

    private readonly List<Score> _scores = json is { Exists: true }
        ? JsonSerializer.Deserialize<List<Score>>(File.ReadAllText(json.FullName), Json)!
        : [];

    /// <param name="Image">The photograph's index.</param>
    /// <param name="Method">The technique or control.</param>
    /// <param name="Deletion">Area under the deletion curve of the probability, pixels replaced by the mean colour.</param>
    /// <param name="Blurring">The same, pixels replaced by those of the blurred image.</param>
    /// <param name="Insertion">Area under the insertion curve of the probability.</param>
    /// <param name="LogitDeletion">Area of the logit's deletion as a share of its change.</param>
    /// <param name="LogitBlurring">The same of the deletion by blurring.</param>
    /// <param name="LogitInsertion">Area of the logit's insertion as a share of its change.</param>
    /// <param name="Seconds">Time of the map alone.</param>
    private sealed record Score(
        int Image, string Method, double Deletion, double Blurring, double Insertion, double LogitDeletion, double LogitBlurring,
        double LogitInsertion, double Seconds);

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> shared = new("--shared") { Description = "The folder with data/.", DefaultValueFactory = _ => "../shared" };
        Option<int> images = new("--images") { Description = "Photographs, spread evenly.", DefaultValueFactory = _ => 20 };
        Option<int> steps = new("--steps") { Description = "Steps of the curves.", DefaultValueFactory = _ => 50 };
        Option<string?> methods = new("--methods") { Description = "Words of the techniques' names, separated by commas; all by default." };
        Option<FileInfo?> json = new("--json") 
        {
            Description = "A file for all scores, written after each map; those that it holds are not computed again.",
        };
        RootCommand command = new("Deletion and insertion on photographs.") { shared, images, steps, methods, json };
        command.SetAction(parsed =>
        {
            string data = Path.Combine(parsed.GetRequiredValue(shared), "data"), network = Path.Combine(data, "models", "googlenet.onnx");
            if (!File.Exists(network))
            {
                Console.WriteLine($"SKIPPED: {network} is absent");
                return 0;
            }

            string[] all = [.. Directory.GetFiles(Path.Combine(data, "images"), "*.JPEG").Order(StringComparer.Ordinal)];
            int count = Math.Min(parsed.GetValue(images), all.Length);
            string[] photos = [.. Enumerable.Range(0, count).Select(i => all[i * all.Length / count])];
            string[]? words = parsed.GetValue(methods)?.Split(',');
            ScoredMethod[] chosen = [.. ScoredMethod.All.Where(method =>
                words is null || words.Any(word => method.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))];
            using Model model = Model.Load(network, new ModelOptions { Preprocessing = Preprocessing.Caffe });
            FaithfulnessTable table = new(model, parsed.GetValue(steps), parsed.GetValue(json));
            for (int i = 0; i < count; i++)
                table.Add(i, photos[i], chosen);

            table.Print([.. chosen.Select(method => method.Name)]);
            return 0;
        });
        return command.Parse(args).Invoke();
    }

    private void Add(int index, string path, ScoredMethod[] methods)
    {
        RgbImage photo = RgbImage.Load(path);
        RgbImage seen = model.Fit(photo);
        Prediction top = model.Classify(photo, 1)[0];
        Target target = Target.Class(top.Class);
        Console.Error.WriteLine($"{index} {Path.GetFileNameWithoutExtension(path)}: {top.Label} {top.Probability:0.000}");
        Measure(Random, ScoredMethod.RandomMap(seen.Height, seen.Width, index), 0);
        Measure(Blob, ScoredMethod.CenterBlob(seen.Height, seen.Width), 0);
        foreach (ScoredMethod method in methods)
        {
            if (IsKnown(method.Name))
                continue;
            Stopwatch clock = Stopwatch.StartNew();
            Heatmap map = method.Compute(model, photo, index).Heatmap;
            Measure(method.Name, map, clock.Elapsed.TotalSeconds);
        }

        bool IsKnown(string name) => _scores.Any(score => score.Image == index && score.Method == name);

        void Measure(string name, Heatmap map, double seconds)
        {
            if (IsKnown(name))
                return;
            DeletionOptions colored = new() { Steps = steps, Fill = Fill.MeanColor }, blurred = new() { Steps = steps, Fill = Fill.Blur() };
            DeletionCurve deletion = Deletion.Compute(model, photo, map, target, colored);
            DeletionCurve blurring = Deletion.Compute(model, photo, map, target, blurred);
            InsertionCurve insertion = Insertion.Compute(model, photo, map, target, new InsertionOptions { Steps = steps });
            _scores.Add(new Score(
                index, name, deletion.ProbabilityArea!.Value, blurring.ProbabilityArea!.Value, insertion.ProbabilityArea!.Value,
                deletion.RelativeArea, blurring.RelativeArea, insertion.RelativeArea, seconds));
            if (json is not null)
                File.WriteAllText(json.FullName, JsonSerializer.Serialize(_scores, Json));
        }
    }

    private void Print(string[] methods)
    {
        Console.WriteLine(
            "| map | deletion, colour | deletion, blur | insertion | logit: deletion | insertion | beats both controls | s | faithful |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        Score[] random = Of(Random), blob = Of(Blob);
        foreach (string method in new[] { Random, Blob }.Concat(methods))
        {
            Score[] scores = Of(method);
            int[] wins =
            [
                scores.Where((score, i) => score.Deletion < Math.Min(random[i].Deletion, blob[i].Deletion)).Count(),
                scores.Where((score, i) => score.Insertion > Math.Max(random[i].Insertion, blob[i].Insertion)).Count(),
            ];
            bool isControl = method is Random or Blob;
            string better = isControl ? "" : $"{wins[0]} and {wins[1]} of {scores.Length}";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {method} | {Mean(scores, score => score.Deletion):0.000} | {Mean(scores, score => score.Blurring):0.000} | "
                + $"{Mean(scores, score => score.Insertion):0.000} | {Mean(scores, score => score.LogitDeletion):0.000} | "
                + $"{Mean(scores, score => score.LogitInsertion):0.000} | {better} | {Mean(scores, score => score.Seconds):0.0} | "
                + $"{(isControl ? "" : Verdict(scores))} |"));
        }

        string Verdict(Score[] scores)
        {
            double deletion = Mean(scores, score => score.Deletion), blurring = Mean(scores, score => score.Blurring);
            double insertion = Mean(scores, score => score.Insertion);
            string[] worse =
            [
                .. deletion < Least(score => score.Deletion) ? [] : new[] { "deletion" },
                .. blurring < Least(score => score.Blurring) ? [] : new[] { "deletion by blur" },
                .. insertion > Math.Max(Mean(random, score => score.Insertion), Mean(blob, score => score.Insertion))
                    ? [] : new[] { "insertion" },
            ];
            return worse.Length == 0 ? "yes" : $"no: {string.Join(", ", worse)}";
        }

        double Least(Func<Score, double> value) => Math.Min(Mean(random, value), Mean(blob, value));
    }

    private Score[] Of(string method) => [.. _scores.Where(score => score.Method == method).OrderBy(score => score.Image)];

    private static double Mean(Score[] scores, Func<Score, double> value) =>
        scores.Select(value).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}
