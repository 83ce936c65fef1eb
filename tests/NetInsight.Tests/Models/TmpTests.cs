using System.Diagnostics;
using System.Reflection;
using NetInsight.Execution.Gradients;
using NetInsight.Execution.Planning;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Tensors;
namespace NetInsight.Tests.Models;
public sealed class TmpTests
{
    [Fact]
    public void Profile()
    {
        string name = Environment.GetEnvironmentVariable("NET") ?? "resnet18"; int batch = int.Parse(Environment.GetEnvironmentVariable("BATCH") ?? "1"); int threads = int.Parse(Environment.GetEnvironmentVariable("THREADS") ?? "1");
        using Model model = name == "googlenet" ? Architectures.GoogLeNet(HashFill.Weights) : ZooTests.Make(name);
        Tensor input = HashFill.Image("versus", batch, 224);
        model.Gradient(input, Target.Class(386));
        FieldInfo f = typeof(Model).GetField("_gradients", BindingFlags.NonPublic | BindingFlags.Instance)!;
        object engines = f.GetValue(model)!;
        var dict = (System.Collections.IDictionary)typeof(GradientEngines).GetField("_engines", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(engines)!;
        GradientEngine ge = dict.Values.Cast<GradientEngine>().First();
        Plan plan = ((System.Collections.IEnumerable)typeof(Engine).GetField("_plans", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(ge.Engine)!).Cast<object>().Select(o => (Plan)o.GetType().GetProperty("Value")!.GetValue(o)!).First();
        Arena arena = new();
        CpuRunBackend backend = new(new CpuDevice(threads, Precision.Fast, default), arena);
        double[] best = new double[plan.Steps.Length]; Array.Fill(best, 1e9);
        Tensor seed = new(ge.Shapes[0]); for (int n = 0; n < batch; n++) seed.AsSpan()[n * 1000 + 386] = 1;
        for (int round = 0; round < 12; round++)
        {
            RentedMemory<Tensor> memory = new(backend, plan.Slots.Length, keepsAll: true);
            PlanRun<Tensor> run = new(plan, backend, memory);
            run.Send(input, plan.Inputs[0], plan.Inputs[0]); run.Send(seed, plan.Inputs[1], plan.Inputs[1]);
            for (int i = 0; i < plan.Steps.Length; i++) { long s = Stopwatch.GetTimestamp(); run.Compute(plan.Steps[i]); best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(s).TotalMilliseconds); }
            memory.Dispose();
        }
        int first = Array.FindIndex(plan.Steps, st => st.Layer.StartsWith("gradient/"));
        bool Back(Step st) => st.Layer.StartsWith("gradient/") || Array.IndexOf(plan.Steps, st) > first;
        Console.WriteLine($"{name} total {best.Sum():f2} forward {plan.Steps.Select((st, i) => Back(st) ? 0 : best[i]).Sum():f2} backward {plan.Steps.Select((st, i) => Back(st) ? best[i] : 0).Sum():f2} steps {plan.Steps.Length} first {first}");
        foreach (var g in plan.Steps.Select((st, i) => (st, i)).GroupBy(p => (Back(p.st), p.st.Operator.GetType().Name)).OrderByDescending(g => g.Sum(p => best[p.i])).Take(16))
            Console.WriteLine($"{(g.Key.Item1 ? "back" : "fwd ")} {g.Key.Name,-32} {g.Count(),4} {g.Sum(p => best[p.i]):f2}");
        if (Environment.GetEnvironmentVariable("STEPS") is not null)
            for (int i = 0; i < plan.Steps.Length; i++) Console.WriteLine($"{i} {plan.Steps[i].Layer} {plan.Steps[i].Operator.Name} in {string.Join(" , ", plan.Steps[i].Inputs.Select(x => plan.Slots[x].LogicalShape + (plan.Slots[x].IsNhwc ? "h" : "c")))} out {plan.Slots[plan.Steps[i].Output].LogicalShape}{(plan.Slots[plan.Steps[i].Output].IsNhwc ? "h" : "c")} {best[i]:f3}");
    }
}
