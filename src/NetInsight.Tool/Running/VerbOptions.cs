using System.CommandLine;

namespace NetInsight.Tool.Running;

/// <summary>The arguments and options that all verbs share.</summary>
internal sealed class VerbOptions
{
    /// <summary>The options of one verb.</summary>
    /// <param name="command">The verb, which gets them.</param>
    /// <param name="output">What is written, for the help.</param>
    /// <param name="extensions">The extensions that the output may have.</param>
    /// <param name="defaultOutput">The file that is written where none is named; null to write none.</param>
    public VerbOptions(Command command, string output, IReadOnlyList<string> extensions, string? defaultOutput = null)
    {
        Output = new Option<string?>("--output", "-o") { Description = output };
        if (defaultOutput is not null)
            Output.DefaultValueFactory = _ => defaultOutput;
        Output.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !extensions.Contains(Path.GetExtension(token.Value).ToLowerInvariant()))
                result.AddError($"--output {token.Value}: the name must end in {string.Join(" or ", extensions)}.");
        });
        Preprocessing.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !NetInsight.Preprocessing.Presets.ContainsKey(token.Value))
                result.AddError($"--preprocessing {token.Value}: one of {PresetNames} is expected.");
        });
        Threads.Validators.Add(result => Arguments.RequirePositive(result, "--threads"));
        command.Arguments.Add(Model);
        foreach (Option option in new Option[] { Labels, Preprocessing, Threads, Output, AsJson })
            command.Options.Add(option);
    }

    private static string PresetNames => string.Join(", ", NetInsight.Preprocessing.Presets.Keys);

    /// <summary>The model's file.</summary>
    public Argument<string> Model { get; } = new("MODEL") { Description = "An ONNX file, or a ConvNetJS file (JSON)." };

    /// <summary>Names of the classes.</summary>
    public Option<string?> Labels { get; } = new("--labels")
    {
        Description = "A file with the classes' names: one a line, or JSON. By default what the model file or files beside it state.",
    };

    /// <summary>A preset's name.</summary>
    public Option<string?> Preprocessing { get; } = new("--preprocessing")
    {
        Description = $"How images become the network's input: {PresetNames}. By default what is stated, else a guess: see 'check'.",
    };

    /// <summary>Threads of one run.</summary>
    public Option<int?> Threads { get; } = new("--threads") { Description = "The largest number of threads. By default one for each CPU." };

    /// <summary>The file to write.</summary>
    public Option<string?> Output { get; }

    /// <summary>Whether results are written as JSON.</summary>
    public Option<bool> AsJson { get; } = new("--json") { Description = "Write the result as JSON instead of text." };

    /// <summary>The options of the model.</summary>
    public ModelOptions ForModel(ParseResult parsed)
    {
        ModelOptions options = new()
        {
            Labels = parsed.GetValue(Labels) is { } labels ? NetInsight.Labels.Load(labels) : null,
            Preprocessing = parsed.GetValue(Preprocessing) is { } name ? NetInsight.Preprocessing.Presets[name] : null,
        };
        return parsed.GetValue(Threads) is { } threads ? options with { Parallelism = threads } : options;
    }
}
