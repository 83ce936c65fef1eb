using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NetInsight.Tool.Running;

namespace NetInsight.Tool.Verbs;

/// <summary><c>neighbors MODEL IMAGES...</c>: which images are near one another in a layer's features.</summary>
internal static class NeighborsVerb
{
    private const string Name = "neighbors";

    /// <summary>The verb.</summary>
    public static Command Command(VerbRunner runner)
    {
        Command command = new(Name, "Which images are near one another in a layer's features.");
        VerbOptions options = new(command, "A JSON file to write the result into.", [".json"]);
        FeatureArguments features = new(command);
        Option<int> count = Arguments.Count("--count", 5, "How many neighbours of each image.");
        Option<NeighborMetric> metric = new("--metric")
        {
            Description = "The distance. Features differ in length, and by Euclidean distance short ones are near to all others.",
            DefaultValueFactory = _ => NeighborMetric.Cosine,
        };
        command.Options.Add(count);
        command.Options.Add(metric);
        command.SetAction(parsed => runner.Run(Name, parsed, options, run =>
        {
            FeatureTable table = features.Compute(run, parsed);
            if (table.Count < 2)
                throw new InputException("Neighbours need at least two images.");
            run.Options["count"] = parsed.GetValue(count);
            run.Options["metric"] = parsed.GetValue(metric).ToString();
            VerbAnswer answer = AnswerOf(table, NearestNeighbors.Compute(
                table,
                Math.Min(parsed.GetValue(count), table.Count - 1),
                new NearestNeighborsOptions { Metric = parsed.GetValue(metric), Parallelism = run.Model.Parallelism },
                cancellationToken: run.Cancellation));
            run.Save(answer);
            return answer;
        }));
        return command;
    }

    private static VerbAnswer AnswerOf(FeatureTable table, NearestNeighborTable neighbors)
    {
        StringBuilder text = new();
        JsonArray json = [];
        for (int query = 0; query < neighbors.QueryCount; query++)
        {
            Neighbor[] near = [.. Enumerable.Range(0, neighbors.Count).Select(rank => neighbors[query, rank])];
            text.Append(NameOf(query)).Append(": ");
            text.AppendJoin(", ", near.Select(neighbor =>
                string.Create(CultureInfo.InvariantCulture, $"{NameOf(neighbor.Index)} ({neighbor.Distance:0.000})"))).Append('\n');
            json.Add((JsonNode)new JsonObject
            {
                ["image"] = NameOf(query),
                ["neighbors"] = Json.Array(near.Select(neighbor => (JsonNode)new JsonObject
                {
                    ["image"] = NameOf(neighbor.Index),
                    ["distance"] = Json.Number(neighbor.Distance),
                })),
            });
        }

        text.Append(neighbors.HubCaption).Append('\n');
        return new VerbAnswer(text.ToString(), new JsonObject
        {
            ["layer"] = table.Layer,
            ["metric"] = neighbors.Metric.ToString(),
            ["hubs"] = neighbors.HubCaption,
            ["images"] = json,
        });

        string NameOf(int index) => table.Ids is { } ids ? ids[index] : index.ToString(CultureInfo.InvariantCulture);
    }
}
