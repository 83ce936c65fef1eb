using System.Diagnostics;

namespace NetInsight.Tests;

/// <summary>This program started once more, in a process of its own, for what one process decides once or only one may measure.</summary>
internal static class OwnProcess
{
    /// <summary>
    /// The lines that the process prints when <see cref="StartupHook"/> finds a variable; the test fails unless it ends with 0.
    /// </summary>
    /// <param name="variable">The variable, which says what is done.</param>
    /// <param name="value">Its value.</param>
    /// <param name="environment">Further variables, such as those that .NET reads when it starts.</param>
    public static async Task<string[]> LinesOf(string variable, string value, params (string Name, string Value)[] environment)
    {
        string tests = typeof(StartupHook).Assembly.Location;
        string executable = Path.ChangeExtension(tests, OperatingSystem.IsWindows() ? "exe" : null)!;
        ProcessStartInfo start = new(executable) { RedirectStandardOutput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = tests;
        start.Environment[variable] = value;
        foreach ((string name, string setting) in environment)
            start.Environment[name] = setting;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
