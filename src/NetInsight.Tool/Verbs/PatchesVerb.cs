using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NetInsight.Tool.Running;

namespace NetInsight.Tool.Verbs;

/// <summary><c>patches MODEL IMAGES... --layer NAME</c>: what a layer's channels respond to most.</summary>
internal static class PatchesVerb
{
    private const string Name = "patches";

    /// <summary>The verb.</summary>
    public static Command Command(VerbRunner runner)
    {
        Command command = new(Name, "What a layer's channels respond to: for each the patches of images that activate it most.");
        VerbOptions options = new(
            command, "A figure (.png), or a table that can be continued and merged (.json).", [".png", ".json"], "patches.png");
        Argument<string[]> images = Arguments.Images();
        Option<string> layer = new("--layer") { Description = "A layer that 'inspect' lists.", Required = true };
        Option<string?> channels = Arguments.Indices("--channels", "Channels, such as 0-3,7. By default all.");
        Option<int> count = Arguments.Count("--count", PatchesOptions.Default.Count, "How many patches of each channel.");
        command.Arguments.Add(images);
        foreach (Option option in new Option[] { layer, channels, count })
            command.Options.Add(option);
        command.SetAction(parsed => runner.Run(Name, parsed, options, run =>
        {
            run.Options["layer"] = parsed.GetValue(layer);
            run.Options["channels"] = parsed.GetValue(channels) ?? "all";
            run.Options["count"] = parsed.GetValue(count);
            PatchTable table = MaximallyActivatingPatches.Compute(
                run.Model,
                run.Stream(parsed.GetRequiredValue(images), Name),
                parsed.GetRequiredValue(layer),
                Arguments.ParseIndices(parsed.GetValue(channels)),
                new PatchesOptions { Count = parsed.GetValue(count) },
                cancellationToken: run.Cancellation);
            run.Save(path =>
            {
                if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
                    table.Save(path);
                else
                    table.ToImage().Save(path);
            });
            return new VerbAnswer(TextOf(table), JsonOf(table));
        }));
        return command;
    }

    private static string TextOf(PatchTable table)
    {
        StringBuilder text = new();
        text.Append(table.Caption).Append('\n');
        foreach (int channel in table.Channels)
        {
            text.Append(CultureInfo.InvariantCulture, $"channel {channel}: ");
            text.AppendJoin(", ", table.Of(channel).Select(patch =>
                string.Create(CultureInfo.InvariantCulture, $"{patch.ImageId} ({patch.Score:0.00})"))).Append('\n');
        }

        return text.ToString();
    }

    private static JsonObject JsonOf(PatchTable table) => new()
    {
        ["layer"] = table.Layer,
        ["channels"] = Json.Array(table.Channels.Select(channel => (JsonNode)new JsonObject
        {
            ["channel"] = channel,
            ["patches"] = Json.Array(table.Of(channel).Select(patch => (JsonNode)new JsonObject
            {
                ["image"] = patch.ImageId,
                ["score"] = Json.Number(patch.Score),
                ["row"] = patch.Row,
                ["column"] = patch.Column,
                ["pixels"] = new JsonObject
                {
                    ["top"] = patch.Original.Top,
                    ["left"] = patch.Original.Left,
                    ["height"] = patch.Original.Height,
                    ["width"] = patch.Original.Width,
                },
            })),
        })),
    };
}
