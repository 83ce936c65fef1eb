using System.CommandLine;
using System.Diagnostics;

namespace NetInsight.Benchmarks;

/// <summary>
/// A program in a process of its own, such as this one for one contender: two in one process would share a peak of memory.
/// </summary>
internal static class Child
{
    /// <summary>The option that says which Python runs a peer.</summary>
    public static Option<string> Python() => new("--python")
    {
        Description = "The Python that has PyTorch and torchvision.",
        DefaultValueFactory = _ => "python3",
    };

    /// <summary>What a program prints, without the space around it.</summary>
    /// <exception cref="InvalidOperationException">It does not end with 0.</exception>
    public static string Answer(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? answer.Trim() : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    /// <summary>What this program prints, started again with other arguments.</summary>
    public static string Again(params IEnumerable<string> arguments) => Answer(Environment.ProcessPath!, arguments);
}
