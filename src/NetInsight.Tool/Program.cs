using NetInsight.Tool.Running;

namespace NetInsight.Tool;

/// <summary>The process: its console, its signals, its exit code.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        using Interruption interruption = new();
        ToolConsole console = new(Console.Out, Console.Error)
        {
            IsTerminal = !Console.IsErrorRedirected,
            Cancellation = interruption.Token,
        };
        return ToolCommand.Run(arguments, console);
    }
}
