using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace NetInsight.Benchmarks;

/// <summary>How long a cancelled task goes on: each task is run once whole, then cancelled at random moments.</summary>
internal static class CancellationTable
{
    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> tasks = new("--tasks")
        {
            Description = "Which lines, separated by commas.",
            DefaultValueFactory = _ => string.Join(',', CancellationTasks.All.Keys),
        };
        Option<int> rounds = new("--rounds") { Description = "How often each is cancelled.", DefaultValueFactory = _ => 12 };
        Option<double> longest = new("--longest")
        {
            Description = "Seconds after which a task is not waited for, and within which it is cancelled.",
            DefaultValueFactory = _ => 20,
        };
        Option<double> goal = new("--p99")
        {
            Description = "Milliseconds within which 99 of 100 cancels must end; else the exit code is 1.",
            DefaultValueFactory = _ => double.PositiveInfinity,
        };
        RootCommand command = new("Milliseconds from cancelling to the end.") { tasks, rounds, longest, goal };
        command.SetAction(parsed =>
        {
            Console.WriteLine("| task | its time ms | cancelled | median ms | longest ms |");
            Console.WriteLine("|---|---|---|---|---|");
            List<double> all = [];
            foreach (string task in parsed.GetRequiredValue(tasks).Split(','))
                all.AddRange(Measure(task, parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(longest))));
            all.Sort();
            if (all.Count == 0)
                return 0;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{all.Count} cancels: median {At(0.5):0} ms, p99 {At(0.99):0} ms, longest {all[^1]:0} ms"));
            return At(0.99) <= parsed.GetValue(goal) ? 0 : 1;

            double At(double share) => all[Math.Min((int)Math.Ceiling(share * all.Count), all.Count) - 1];
        });
        return command.Parse(args).Invoke();
    }

    private static List<double> Measure(string name, int rounds, TimeSpan longest)
    {
        if (!CancellationTasks.All.TryGetValue(name, out Func<Action<CancellationToken>>? setUp))
            throw new ArgumentException($"There is no task '{name}'; there are {string.Join(", ", CancellationTasks.All.Keys)}.");
        Action<CancellationToken> run = setUp();
        long start = Stopwatch.GetTimestamp();
        bool isWhole = Latency(run, longest) is null;
        TimeSpan whole = isWhole ? Stopwatch.GetElapsedTime(start) : longest;
        Random random = new(1);
        List<double> times = [];
        for (int round = 0; round < rounds; round++)
        {
            if (Latency(run, whole * (0.95 * random.NextDouble())) is { } time)
                times.Add(time);
        }

        times.Sort();
        string found = times.Count == 0
            ? "it was done before | |"
            : string.Create(CultureInfo.InvariantCulture, $"{times[times.Count / 2]:0} | {times[^1]:0} |");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {(isWhole ? "" : "more than ")}{whole.TotalMilliseconds:0} | {times.Count} of {rounds} | {found}"));
        return times;
    }

    /// <summary>Milliseconds from cancelling to the end; null where the task was done before.</summary>
    private static double? Latency(Action<CancellationToken> run, TimeSpan delay)
    {
        using CancellationTokenSource source = new();
        long cancelled = 0;
        using CancellationTokenRegistration registration =
            source.Token.Register(() => Volatile.Write(ref cancelled, Stopwatch.GetTimestamp()));
        source.CancelAfter(delay);
        try
        {
            run(source.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            long begun = Volatile.Read(ref cancelled);      // 0 where the task ended before the moment was noted
            return begun == 0 ? 0 : Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }
    }
}
