using System.CommandLine;
using System.Text.Json.Nodes;
using NetInsight.Tool.Running;

namespace NetInsight.Tool.Verbs;

/// <summary><c>filters MODEL</c>: the weights of a convolution as a figure.</summary>
internal static class FiltersVerb
{
    private const string Name = "filters";

    /// <summary>The verb.</summary>
    public static Command Command(VerbRunner runner)
    {
        Command command = new(Name, "The weights of a convolution as a figure; those of the first layer are the patterns that it detects.");
        VerbOptions options = new(command, "The figure to write.", [".png"], "filters.png");
        Option<string?> layer = new("--layer") { Description = "A convolution that 'inspect' lists. By default the first." };
        command.Options.Add(layer);
        command.SetAction(parsed => runner.Run(Name, parsed, options, run =>
        {
            string name = parsed.GetValue(layer)
                ?? run.Model.Layers.FirstOrDefault(each => each.Operator == "Conv")?.Name
                ?? throw new InputException($"{run.ModelPath}: the network has no convolution.");
            run.Options["layer"] = name;
            FilterGrid filters = Filters.Compute(run.Model, name);
            run.Save(path => filters.ToImage().Save(path));
            return new VerbAnswer(filters.Caption, new JsonObject
            {
                ["layer"] = filters.Layer,
                ["filters"] = filters.Count,
                ["channels"] = filters.ChannelCount,
                ["height"] = filters.Height,
                ["width"] = filters.Width,
                ["caption"] = filters.Caption,
            });
        }));
        return command;
    }
}
