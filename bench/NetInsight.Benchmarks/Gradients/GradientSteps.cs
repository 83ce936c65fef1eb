using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetInsight.Execution.Gradients;
using NetInsight.Execution.Planning;
using NetInsight.Execution.Running;
using NetInsight.Graphs.Gradients;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Tensors;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>Where the time of a gradient goes: the fastest time of each step of the plan, forward and backward.</summary>
internal static class GradientSteps
{
    private const int Size = 224, Label = 386;

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> models = Networks.Option();
        Option<int> threads = new("--threads") { Description = "Threads.", DefaultValueFactory = _ => 1 };
        Option<int> batch = new("--batch") { Description = "Images in a batch.", DefaultValueFactory = _ => 1 };
        Option<int> rounds = new("--rounds") { Description = "Runs; the fastest time of each step counts.", DefaultValueFactory = _ => 40 };
        Option<int> most = new("--steps") { Description = "Steps of each pass to list, slowest first.", DefaultValueFactory = _ => 12 };
        RootCommand command = new("The fastest time of each step of a gradient.") { models, threads, batch, rounds, most };
        command.SetAction(parsed =>
        {
            foreach (string name in parsed.GetRequiredValue(models).Split(','))
            {
                Table(
                    name, parsed.GetValue(batch), parsed.GetValue(threads), parsed.GetValue(rounds), parsed.GetValue(most));
            }

            return 0;
        });
        return command.Parse(args).Invoke();
    }

    private static void Table(string name, int batch, int threads, int rounds, int most)
    {
        using Model model = Model.Load(Networks.Write(name), ModelOptions.Default with { Parallelism = threads });
        Tensor input = HashFill.Image("versus", batch, Size);
        int image = model.Graph.Inputs[0].Value;
        GradientEngine made = new GradientEngines().For(
            model.Engine, model.ClassifierHead, input.Shape, [Target.Class(Label).SpecOf(model)], [image], GradientRules.Standard);
        Tensor[] inputs =
        [
            .. made.Engine.Graph.Inputs.Select(given => given.Value == image ? input : Target.Class(Label).SeedOf(model, made.Shapes[0])),
        ];
        Plan plan = made.Engine.PlanFor([.. inputs.Select(given => given.Shape)], made.Gradients.Gradients[0].Values.ToHashSet());
        double[] best = Measure(plan, inputs, threads, rounds);

        int forwards = Array.FindIndex(plan.Steps, step => IsBackward(plan, step));
        double forward = best[..forwards].Sum(), backward = best[forwards..].Sum();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}, batch {batch}: forward {forward:F2} ms, backward {backward:F2} ms, ratio {backward / forward:F2}, "
            + $"feature maps {plan.Memory(default).Slabs.Sum(slab => (long)slab) / 262144.0:F1} MiB"));
        Console.WriteLine("| pass | operator | steps | ms | share |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var kind in Enumerable.Range(0, best.Length).GroupBy(i => (IsBack: i >= forwards, Kind: KindOf(plan.Steps[i])))
            .OrderBy(group => group.Key.IsBack).ThenByDescending(group => group.Sum(i => best[i])))
        {
            double sum = kind.Sum(i => best[i]), whole = kind.Key.IsBack ? backward : forward;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {(kind.Key.IsBack ? "backward" : "forward")} | {kind.Key.Kind} | {kind.Count()} | {sum:F3} | {sum / whole:P0} |"));
        }

        Console.WriteLine("| pass | step | shapes | us |");
        Console.WriteLine("|---|---|---|---|");
        foreach (bool isBack in new[] { false, true })
        {
            IEnumerable<int> steps = Enumerable.Range(0, best.Length).Where(i => i >= forwards == isBack);
            foreach (int i in steps.OrderByDescending(i => best[i]).Take(most))
            {
                Step step = plan.Steps[i];
                string shapes = string.Join(", ", step.Inputs.Select(slot => plan.Slots[slot].LogicalShape));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {(isBack ? "backward" : "forward")} | {KindOf(step)} {step.Layer} | {shapes} -> "
                    + $"{plan.Slots[step.Output].LogicalShape} | {best[i] * 1000:F0} |"));
            }
        }
    }

    private static double[] Measure(Plan plan, Tensor[] inputs, int threads, int rounds)
    {
        double[] best = [.. plan.Steps.Select(_ => double.PositiveInfinity)];
        Arena arena = new();
        SlabArena slabs = new();
        for (int round = 0; round < rounds; round++)
        {
            using SlabMemory memory = new(plan.Memory(default), slabs);
            PlanRun<Tensor> run = new(plan, new CpuRunBackend(new CpuDevice(threads), arena), memory);
            for (int i = 0; i < inputs.Length; i++)
                run.Send(inputs[i], plan.Inputs[i], plan.Inputs[i]);
            for (int i = 0; i < best.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                run.Compute(plan.Steps[i]);
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return best;
    }

    private static bool IsBackward(Plan plan, Step step) =>
        step.Layer.StartsWith("gradient/", StringComparison.Ordinal) || step.Inputs.Any(slot => plan.Inputs[1..].Contains(slot));

    private static string KindOf(Step step)
    {
        string text = step.Operator.Name;
        if (step.Operator is NetInsight.Kernels.Operators.Convolution.ConvPackedCpu conv)
            text += $" {conv.Window.Rows.Kernel}x{conv.Window.Columns.Kernel}/{conv.Window.Rows.Stride}";
        return text;
    }
}
