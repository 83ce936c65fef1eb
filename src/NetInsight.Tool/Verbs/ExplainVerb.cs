using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NetInsight.Tool.Running;

namespace NetInsight.Tool.Verbs;

/// <summary><c>explain MODEL IMAGE</c>: all methods on one answer, scored, as one page.</summary>
internal static class ExplainVerb
{
    private const string Name = "explain";

    private static readonly string Known = string.Join(", ", ComparisonMethod.All.Select(method => method.Name));

    /// <summary>The verb.</summary>
    public static Command Command(VerbRunner runner)
    {
        Command command = new(Name, "Why a network answered so: several methods on one image, scored against each other, as one page.");
        VerbOptions options = new(command, "The page to write.", [".html"], "why.html");
        Argument<string> image = new("IMAGE") { Description = "An image." };
        Option<string> target = new("--target")
        {
            Description = "What is explained: top, a class by index or name, '386 vs 385', unit:LAYER:CHANNEL:ROW:COLUMN, "
                + "channel:LAYER:CHANNEL or layer:LAYER.",
            DefaultValueFactory = _ => "top",
        };
        target.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && ProblemOf(() => TargetText.Parse(token.Value)) is { } problem)
                result.AddError($"--target {token.Value}: {problem}.");
        });
        Option<string?> methods = new("--methods") { Description = $"Methods, separated by commas. By default all: {Known}." };
        methods.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && ProblemOf(() => MethodsOf(token.Value)) is { } problem)
                result.AddError($"--methods {token.Value}: {problem}.");
        });
        Option<ulong> seed = new("--seed")
        {
            Description = "The seed of control maps and of random weights.",
            DefaultValueFactory = _ => ComparisonOptions.Default.Seed,
        };
        command.Arguments.Add(image);
        foreach (Option option in new Option[] { target, methods, seed })
            command.Options.Add(option);
        command.SetAction(parsed => runner.Run(Name, parsed, options, run => Answer(
            run,
            parsed.GetRequiredValue(image),
            parsed.GetRequiredValue(target),
            ComparisonOptions.Default with { Methods = MethodsOf(parsed.GetValue(methods)), Seed = parsed.GetValue(seed) })));
        return command;
    }

    private static VerbAnswer Answer(VerbRun run, string path, string target, ComparisonOptions options)
    {
        run.Options["target"] = target;
        run.Options["methods"] = Json.Array(options.Methods.Select(method => (JsonNode?)JsonValue.Create(method.Name)));
        run.Seeds["comparison"] = options.Seed;
        RgbImage image = run.ReadImage(path);
        ComparisonReport report;
        using (ProgressLine progress = new(run.Console, Name))
            report = Comparison.Compute(run.Model, image, TargetText.Parse(target), options, progress, run.Cancellation);
        run.Save(report.Save);
        return new VerbAnswer(TextOf(report), JsonOf(report));
    }

    private static string TextOf(ComparisonReport report)
    {
        StringBuilder text = new();
        foreach (Prediction prediction in report.Predictions)
            text.Append(CultureInfo.InvariantCulture, $"{100 * prediction.Probability,5:0.0}%  {prediction.Label}\n");
        int width = report.Methods.Max(method => method.Name.Length);
        text.Append($"\n{"method".PadRight(width)}  deletion  insertion  random weights  verdict\n");
        foreach (ComparedMethod method in report.Methods)
        {
            text.Append(method.Name.PadRight(width)).Append("  ");
            text.Append(method.Problem ?? string.Create(
                CultureInfo.InvariantCulture,
                $"{Score(method.DeletionArea),8}  {Score(method.InsertionArea),9}  {Score(method.RandomizedCorrelation),14}  "
                + $"{method.Verdict}"));
            text.Append('\n');
        }

        text.Append(report.Best is { } best ? $"\nmost faithful here: {best.Name}\n" : "\nno method is faithful here\n");
        foreach (AnswerRegion region in new[] { report.KeptRegion, report.FlippedRegion }.OfType<AnswerRegion>())
            text.Append(region.Caption).Append('\n');
        if (report.Assumption.Length > 0)
            text.Append(report.Assumption).Append('\n');
        return text.ToString();
    }

    private static string Score(double value) =>
        double.IsFinite(value) ? value.ToString("0.000", CultureInfo.InvariantCulture) : "-";

    private static JsonObject JsonOf(ComparisonReport report) => new()
    {
        ["target"] = new JsonObject
        {
            ["class"] = report.Target.ClassIndex,
            ["label"] = report.Target.Label,
            ["score"] = Json.Number(report.Target.Score),
            ["unit"] = report.Target.Unit,
        },
        ["predictions"] = Json.Of(report.Predictions),
        ["methods"] = Json.Array(report.Methods.Select(method => (JsonNode)new JsonObject
        {
            ["name"] = method.Name,
            ["problem"] = method.Problem,
            ["verdict"] = method.Verdict.ToString(),
            ["deletion"] = Json.Number(method.DeletionArea),
            ["insertion"] = Json.Number(method.InsertionArea),
            ["randomizedCorrelation"] = Json.Number(method.RandomizedCorrelation),
            ["sparseness"] = Json.Number(method.Sparseness),
            ["seconds"] = Json.Number(method.Time.TotalSeconds),
        })),
        ["best"] = report.Best?.Name,
        ["agreement"] = Json.Number(report.Agreement.Mean),
        ["keptRegion"] = Of(report.KeptRegion),
        ["flippedRegion"] = Of(report.FlippedRegion),
        ["assumption"] = report.Assumption,
    };

    private static JsonObject? Of(AnswerRegion? region) => region is null ? null : new JsonObject
    {
        ["share"] = Json.Number(region.Share),
        ["score"] = Json.Number(region.Score),
        ["isMinimal"] = region.IsMinimal,
        ["caption"] = region.Caption,
        ["rectangles"] = Json.Array(region.Rectangles.Select(rectangle => (JsonNode)new JsonObject
        {
            ["top"] = rectangle.Top,
            ["left"] = rectangle.Left,
            ["height"] = rectangle.Height,
            ["width"] = rectangle.Width,
        })),
    };

    /// <summary>Methods by name; case, spaces and hyphens are ignored.</summary>
    private static ImmutableArray<ComparisonMethod> MethodsOf(string? names) => names is null ? ComparisonMethod.All :
    [
        .. names.Split(',').Select(name => ComparisonMethod.All.FirstOrDefault(method => Plain(method.Name) == Plain(name))
            ?? throw new FormatException($"there is no method '{name.Trim()}'; there are {Known}")).Distinct(),
    ];

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static string? ProblemOf(Action parse)
    {
        try
        {
            parse();
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
