using System.CommandLine;
using NetInsight.Tool.Running;
using NetInsight.Tool.Verbs;

namespace NetInsight.Tool;

/// <summary>The command <c>netinsight</c> with all its verbs.</summary>
internal static class ToolCommand
{
    /// <summary>Runs one command line; returns the process's exit code (<see cref="ExitCodes"/>).</summary>
    public static int Run(IReadOnlyList<string> arguments, ToolConsole console)
    {
        VerbRunner runner = new(console, [.. arguments]);
        RootCommand root = new("Shows what a neural network for images has learned, and why it answered as it did.")
        {
            InspectVerb.Command(runner),
            ClassifyVerb.Command(runner),
            ExplainVerb.Command(runner),
            CheckVerb.Command(runner),
            FeaturesVerb.Command(runner),
            NeighborsVerb.Command(runner),
            PatchesVerb.Command(runner),
            FiltersVerb.Command(runner),
        };

        // Names of files may begin with '@'.
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
                console.Fail(message);
            string verb = parsed.CommandResult.Command == root ? "" : $" {parsed.CommandResult.Command.Name}";
            console.Fail($"see 'netinsight{verb} --help'");
            return ExitCodes.Usage;
        }

        return parsed.Invoke(new InvocationConfiguration
        {
            Output = console.Output,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }
}
