using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace NetInsight.Benchmarks;

/// <summary>One of the two: how it loads a file, and one run of it.</summary>
internal sealed class Contender : IDisposable
{
    private readonly IDisposable _loaded;
    private readonly Func<Tensor, float[]> _run;
    private readonly List<double> _milliseconds = [], _cpuMilliseconds = [];

    private Contender(IDisposable loaded, Func<Tensor, float[]> run)
    {
        _loaded = loaded;
        _run = run;
    }

    /// <summary>NetInsight.</summary>
    public static Contender Ours(string path, int threads)
    {
        Model model = Model.Load(path, ModelOptions.Default with { Parallelism = threads });
        return new Contender(model, input => model.Forward(input).AsSpan().ToArray());
    }

    /// <summary>Anything that is timed as a whole.</summary>
    public static Contender Of(Action work) => new(Stream.Null, _ =>
    {
        work();
        return [];
    });

    /// <summary>ONNX Runtime with its default optimisations.</summary>
    public static Contender Peer(string path, int threads)
    {
        using SessionOptions options = new()
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        InferenceSession session = new(path, options);
        return new Contender(session, input =>
        {
            long[] shape = [.. input.Shape.Dimensions.ToArray().Select(extent => (long)extent)];
            using OrtValue value = OrtValue.CreateTensorValueFromMemory(input.AsMemory().ToArray(), shape);
            using RunOptions run = new();
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, session.InputNames, [value], session.OutputNames);
            return results[0].GetTensorDataAsSpan<float>().ToArray();
        });
    }

    /// <summary>The median time of a run.</summary>
    public double Milliseconds => Median(_milliseconds);

    /// <summary>The median CPU time of a run, over all threads.</summary>
    public double CpuMilliseconds => Median(_cpuMilliseconds);

    /// <summary>One run, not measured.</summary>
    public float[] Run(Tensor input) => _run(input);

    /// <summary>
    /// A round: one run to warm the caches and to let the other contender's threads stop spinning, then runs for at least
    /// <paramref name="milliseconds"/>.
    /// </summary>
    public void Measure(Tensor input, double milliseconds)
    {
        _run(input);
        Thread.Sleep(5);
        _run(input);
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpuBefore = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        int runs = 0;
        do
        {
            long before = Stopwatch.GetTimestamp();
            _run(input);
            _milliseconds.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            runs++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds);
        process.Refresh();
        _cpuMilliseconds.Add((process.TotalProcessorTime - cpuBefore).TotalMilliseconds / runs);
    }

    /// <summary>All inputs one after the other, as one measured run.</summary>
    public void MeasureOnce(Tensor[] inputs)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan cpuBefore = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        foreach (Tensor input in inputs)
            _run(input);
        _milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        process.Refresh();
        _cpuMilliseconds.Add((process.TotalProcessorTime - cpuBefore).TotalMilliseconds);
    }

    public void Dispose() => _loaded.Dispose();

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
