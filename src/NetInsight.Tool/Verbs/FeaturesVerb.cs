using System.CommandLine;
using System.Text.Json.Nodes;
using NetInsight.Tool.Running;

namespace NetInsight.Tool.Verbs;

/// <summary><c>features MODEL IMAGES...</c>: a layer's values for each image, as a table.</summary>
internal static class FeaturesVerb
{
    private const string Name = "features";

    /// <summary>The verb.</summary>
    public static Command Command(VerbRunner runner)
    {
        Command command = new(Name, "A layer's values for each image, as a table [images, features] in a safetensors file.");
        VerbOptions options = new(command, "The safetensors file to write.", [".safetensors"], "features.safetensors");
        FeatureArguments features = new(command);
        command.SetAction(parsed => runner.Run(Name, parsed, options, run =>
        {
            FeatureTable table = features.Compute(run, parsed);
            run.Save(table.Save);
            return new VerbAnswer($"{table.Count} images, {table.Width} features of layer {table.Layer}", new JsonObject
            {
                ["layer"] = table.Layer,
                ["images"] = table.Count,
                ["features"] = table.Width,
            });
        }));
        return command;
    }
}
