using System.Diagnostics;
using System.Globalization;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>
/// Peak memory and the time to the first result of one contender, in a process of its own: two in one process would share a peak.
/// </summary>
internal static class Memory
{
    private const double Megabyte = 1 << 20;

    /// <summary>Starts this program again for one contender.</summary>
    /// <returns>Peak megabytes above what the process held before it loaded, and milliseconds from the file to the first result.</returns>
    public static (double Megabytes, double FirstMilliseconds) Of(string side, string path, int batch, int threads)
    {
        string[] words = Child.Again("memory", side, path, $"{batch}", $"{threads}").Split();
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Loads, runs three times, and prints the figures of <see cref="Of"/>.</summary>
    public static int Run(string side, string path, int batch, int threads)
    {
        Tensor input = HashFill.Image("versus", batch, 224);
        using Process process = Process.GetCurrentProcess();
        double before = process.WorkingSet64 / Megabyte;
        long start = Stopwatch.GetTimestamp();
        using Contender contender = side == "ours" ? Contender.Ours(path, threads) : Contender.Peer(path, threads);
        contender.Run(input);
        double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        for (int i = 0; i < 3; i++)
            contender.Run(input);
        process.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.PeakWorkingSet64 / Megabyte - before:F1} {first:F1}"));
        return 0;
    }
}
