using System.Text.Json.Nodes;
using NetInsight.Tool;
using NetInsight.Tool.Running;

namespace NetInsight.Tests.Tool;

/// <summary>One run of <c>netinsight</c> in this process, with what it wrote.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>The demo network.</summary>
    public static string DemoModel { get; } = Path.Combine(Repository.Root, "samples/NetInsight.Gallery/Demo/demo-model.onnx");

    /// <summary>The demo network's images: two of each of its twelve classes, named by them.</summary>
    public static string DemoImages { get; } = Path.Combine(Repository.Root, "samples/NetInsight.Gallery/Demo/images");

    /// <summary>The result as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Output)!;

    /// <summary>The path of one of the demo network's images.</summary>
    public static string DemoImage(string name) => Path.Combine(DemoImages, name);

    /// <summary>Runs a command line.</summary>
    public static ToolRun Of(params string[] arguments) => With(CancellationToken.None, arguments);

    /// <summary>Runs a command line that is stopped by a token.</summary>
    public static ToolRun With(CancellationToken cancellation, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = ToolCommand.Run(arguments, new ToolConsole(output, error) { Cancellation = cancellation });
        return new ToolRun(code, output.ToString(), error.ToString());
    }
}
