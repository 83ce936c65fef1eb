using System.CommandLine;
using System.Globalization;
using NetInsight.Execution.Running;

namespace NetInsight.Benchmarks;

/// <summary>What a model holds after runs of many batch sizes, in an order that mixes large and small ones.</summary>
internal static class HeldMemory
{
    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> file = new("--file")
        {
            Description = "The network.",
            DefaultValueFactory = _ => "../shared/data/models/cifar_resnet20.onnx",
        };
        Option<int> runs = new("--runs") { Description = "How many runs.", DefaultValueFactory = _ => 150 };
        RootCommand command = new("Megabytes held after runs of batches of 1, 3, 5 ... images.") { file, runs };
        command.SetAction(parsed =>
        {
            Console.WriteLine(
                "| runs | batches | largest plan MB | feature maps held MB | managed heap MB | RSS MB | heap after Trim MB |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            foreach (bool isWhole in (bool[])[true, false])
                Measure(parsed.GetRequiredValue(file), parsed.GetValue(runs), isWhole);
            return 0;
        });
        return command.Parse(args).Invoke();
    }

    private static void Measure(string file, int runs, bool isWhole)
    {
        using Model model = Model.Load(file, new ModelOptions { Parallelism = 2 });
        Shape image = model.InputShape!.Value;
        Hook[] hooks = isWhole ? [Hook.See(model.Layers[0].Name, _ => { })] : [];
        int[] batches = [.. Enumerable.Range(0, runs).Select(run => 1 + 2 * run)];
        Random random = new(1);
        random.Shuffle(batches);
        model.Logits(new Tensor(image), hooks);
        double before = Collected();
        foreach (int batch in batches)
            model.Logits(new Tensor(image.With(0, batch)), hooks);
        using Engine engine = new(model.Graph, 1, long.MaxValue);
        Shape largest = image.With(0, isWhole ? batches.Max() : 5);
        long planned = engine.PlanFor(largest, model.LogitsValue).Memory(default).Slabs.Sum(slab => (long)slab) * sizeof(float);
        double heap = Collected() - before, held = ((CpuRunner)model.Engine.Runner).Bytes / 1e6, resident = Environment.WorkingSet / 1e6;
        model.Trim();
        string kind = isWhole ? "whole" : "without hooks";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {kind} | 1 to {batches.Max()} | {planned / 1e6:0.0} | {held:0.0} | {heap:0.0} | {resident:0} "
            + $"| {Collected() - before:0.0} |"));
    }

    private static double Collected() => GC.GetTotalMemory(forceFullCollection: true) / 1e6;
}
