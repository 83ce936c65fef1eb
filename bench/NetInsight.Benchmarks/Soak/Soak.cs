using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>
/// Many threads on a few models at once: random tasks and shapes, hooks, cancels, trims, and models that are disposed under way. Every
/// result is compared bit for bit with what one thread computes alone, and the memory of the process is noted.
/// </summary>
internal sealed class Soak(SoakSubject[] subjects, int seed)
{
    private const double Megabyte = 1e6;

    private static readonly Shape[] OpenInputs =
    [
        new(1, 3, 12, 12), new(2, 3, 16, 20), new(5, 3, 24, 17), new(9, 3, 13, 31), new(1, 3, 40, 40), new(3, 3, 33, 18),
        new(16, 3, 20, 20), new(7, 3, 28, 12),
    ];

    private static readonly Shape[] CifarInputs = [new(1, 3, 32, 32), new(2, 3, 32, 32), new(5, 3, 32, 32), new(11, 3, 32, 32)];

    private readonly string[] _tasks = [.. SoakTasks.All.Keys];
    private readonly List<string> _faults = [];
    private long _compared, _cancelled, _disposed, _replaced;

    /// <summary>Reads the arguments and runs.</summary>
    /// <returns>0 where every result was right and all memory came back.</returns>
    public static int Run(string[] args)
    {
        Option<double> minutes = new("--minutes") { Description = "How long.", DefaultValueFactory = _ => 30 };
        Option<int> threads = new("--threads") { Description = "How many threads.", DefaultValueFactory = _ => 16 };
        Option<int> seed = new("--seed") { Description = "Of what is random.", DefaultValueFactory = _ => 1 };
        RootCommand command = new("A soak of many threads.") { minutes, threads, seed };
        command.SetAction(parsed =>
        {
            using SoakSubject cifar = new("cifar", CifarInputs, options => Architectures.CifarResNet(20, HashFill.Weights, options));
            using SoakSubject residual = new("residual", OpenInputs, SoakNetworks.Residual);
            using SoakSubject branches = new("branches", OpenInputs, SoakNetworks.Branches);
            Soak soak = new([cifar, residual, branches], parsed.GetValue(seed));
            return soak.Run(parsed.GetValue(threads), TimeSpan.FromMinutes(parsed.GetValue(minutes)));
        });
        return command.Parse(args).Invoke();
    }

    private int Run(int count, TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        bool isOver = false;
        Thread[] threads = [.. Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            Random random = new(seed * 1000 + index);
            while (!Volatile.Read(ref isOver))
                Step(random);
        }))];
        Console.WriteLine(
            "| minute | compared | cancelled | disposed under way | models replaced | wrong | RSS MB | managed heap MB | collections |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        Array.ForEach(threads, thread => thread.Start());
        double first = 0;
        for (int minute = 1; Stopwatch.GetElapsedTime(start) < time; minute++)
        {
            TimeSpan left = time - Stopwatch.GetElapsedTime(start);
            Thread.Sleep(left < TimeSpan.FromMinutes(1) ? left > TimeSpan.Zero ? left : TimeSpan.Zero : TimeSpan.FromMinutes(1));
            Report($"{minute}");
            if (minute == 2)
                first = Resident();
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(threads, thread => thread.Join());
        Report("end");
        bool isAllBack = subjects.All(subject => subject.Current.Engine.RentedBuffers == 0);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"RSS {first:0} MB at minute 2, {Resident():0} MB at the end; buffers still held: {(isAllBack ? "none" : "some")}; "
            + $"{_compared:N0} results compared, {_faults.Count} wrong"));
        foreach (string fault in _faults.Take(20))
            Console.WriteLine(fault);
        return _faults.Count == 0 && isAllBack ? 0 : 1;
    }

    private void Step(Random random)
    {
        SoakSubject subject = subjects[random.Next(subjects.Length)];
        int chance = random.Next(1000);
        if (chance < 2)
        {
            subject.Replace(1 + random.Next(4));
            Interlocked.Increment(ref _replaced);
            return;
        }

        Shape shape = subject.Inputs[random.Next(subject.Inputs.Length)];
        string task = _tasks[random.Next(_tasks.Length)], input = $"{shape} {random.Next(3)}";
        using CancellationTokenSource source = new();
        if (chance < 200)
            source.CancelAfter(TimeSpan.FromMilliseconds(random.NextDouble() * 20));
        try
        {
            if (chance is >= 200 and < 205)
                subject.Current.Trim();
            Check(subject, task, input, shape, source.Token);
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
            Interlocked.Increment(ref _cancelled);
        }
        catch (ObjectDisposedException)
        {
            Interlocked.Increment(ref _disposed);
        }
        catch (Exception e)
        {
            Fault($"{subject.Name}, {task}, {input}: {e}");
        }
    }

    private void Check(SoakSubject subject, string task, string input, Shape shape, CancellationToken token)
    {
        Func<Model, Tensor, CancellationToken, Tensor> run = SoakTasks.All[task];
        Tensor batch = SoakTasks.Input(input, shape);
        string found = SoakSubject.HashOf(run(subject.Current, batch, token));
        string expected = subject.Expected($"{task} {input}", model => run(model, SoakTasks.Input(input, shape), CancellationToken.None));
        Interlocked.Increment(ref _compared);
        if (found != expected)
            Fault($"{subject.Name}, {task}, {input}: {found}, but one thread computes {expected}");
    }

    private void Fault(string text)
    {
        lock (_faults)
            _faults.Add(text);
    }

    private void Report(string minute) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {minute} | {Interlocked.Read(ref _compared)} | {Interlocked.Read(ref _cancelled)} | {Interlocked.Read(ref _disposed)} "
        + $"| {Interlocked.Read(ref _replaced)} | {_faults.Count} | {Resident():0} | {GC.GetTotalMemory(false) / Megabyte:0} "
        + $"| {GC.CollectionCount(0)}, {GC.CollectionCount(1)}, {GC.CollectionCount(2)} |"));

    private static double Resident() => Environment.WorkingSet / Megabyte;
}
