using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetInsight.Execution.Running;
using NetInsight.Tests.Models;

namespace NetInsight.Benchmarks;

/// <summary>
/// What a network of many layers takes before it runs: loading, the first plan, the plan for another batch, the summary.
/// </summary>
internal static class PlanningTable
{
    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> kinds = new("--kinds")
        {
            Description = "Which networks, separated by commas.",
            DefaultValueFactory = _ => string.Join(',', LargeNetworkFiles.Kinds.Keys),
        };
        Option<string> layers = new("--layers")
        {
            Description = "How many layers, separated by commas.",
            DefaultValueFactory = _ => "1000,10000,100000",
        };
        Option<string[]> files = new("--files")
        {
            Description = "ONNX files, or names of architectures, to measure instead.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };
        RootCommand command = new("Milliseconds before the first run of a network of many layers.") { kinds, layers, files };
        command.SetAction(parsed =>
        {
            Console.WriteLine("| network | nodes | file MB | load ms | plan ms | another batch ms | summary ms | load + plan + summary ms "
                + "| CPU ms | allocated MB | peak MB | arena KB |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
            Measure(LargeNetworkFiles.Chain(1000), null);           // compiles what is measured
            string[] given = parsed.GetRequiredValue(files);
            foreach (string file in given)
                Measure(Networks.Names.Contains(file) ? Networks.Write(file) : file, Path.GetFileNameWithoutExtension(file));
            foreach (string kind in given.Length > 0 ? [] : parsed.GetRequiredValue(kinds).Split(','))
            {
                foreach (string count in parsed.GetRequiredValue(layers).Split(','))
                    Measure(LargeNetworkFiles.Kinds[kind](int.Parse(count, CultureInfo.InvariantCulture)), kind);
            }

            return 0;
        });
        return command.Parse(args).Invoke();
    }

    private static void Measure(byte[] file, string? kind)
    {
        string path = Path.Combine(Path.GetTempPath(), $"netinsight-planning-{Environment.ProcessId}.onnx");
        File.WriteAllBytes(path, file);
        file = [];
        try
        {
            Measure(path, kind);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Measure(string path, string? kind)
    {
#pragma warning disable RS0030 // Banned: only measured programs may; here garbage of the network before would be counted as this one's.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
#pragma warning restore RS0030
        long allocated = GC.GetTotalAllocatedBytes(), resident = Environment.WorkingSet, highest = resident;
        using Timer sampler = new(_ => highest = Math.Max(highest, Environment.WorkingSet), null, 0, 5);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        using Model model = Model.Load(path);
        double load = Lap(ref start);
        using Engine engine = new(model.Graph, model.Parallelism, long.MaxValue);
        Shape input = model.InputShape!.Value;
        int[] slabs = engine.PlanFor(input, model.LogitsValue).Memory(default).Slabs;
        double planning = Lap(ref start);
        if (model.Graph.Inputs[0].Dimensions is [null, ..])
            _ = engine.PlanFor(input.With(0, 2), model.LogitsValue).Memory(default);
        double another = Lap(ref start);
        _ = model.Summary();
        double summary = Lap(ref start);
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        highest = Math.Max(highest, Environment.WorkingSet) - resident;
        if (kind is not null)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {kind} | {model.Graph.Nodes.Length} | {new FileInfo(path).Length / 1e6:0.00} | {load:0} | {planning:0} | {another:0} "
                + $"| {summary:0} | {load + planning + summary:0} | {processor.TotalMilliseconds:0} "
                + $"| {allocated / 1e6:0} | {highest / 1e6:0} "
                + $"| {slabs.Sum(slab => (long)slab) * sizeof(float) / 1e3:0} |"));
        }
    }

    private static double Lap(ref long start)
    {
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        return elapsed;
    }
}
