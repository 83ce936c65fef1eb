using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetInsight.Execution.Planning;
using NetInsight.Execution.Running;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Gemm.Gpu;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>
/// Where a GPU's time goes: products, and the fastest time of each step of a network, the GPU waited for after each.
/// </summary>
internal static class GpuTable
{
    private const int Rounds = 10;

    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> models = Networks.Option();
        Option<int> batch = new("--batch") { Description = "Images in a batch.", DefaultValueFactory = _ => 32 };
        Option<int> most = new("--steps") { Description = "Steps to list, slowest first.", DefaultValueFactory = _ => 12 };
        Option<string> device = new("--device") { Description = "cuda or opencl.", DefaultValueFactory = _ => "cuda" };
        Option<string> products = new("--products")
        {
            Description = "Products rows x depth x columns, separated by commas.",
            DefaultValueFactory = _ => "4096x4096x4096,1024x1024x1024,100352x576x64,6272x4608x512",
        };
        RootCommand command = new("Times of products and of a network's steps on a GPU.") { models, batch, most, device, products };
        command.SetAction(parsed =>
        {
            Device chosen = OnGpu.Choose(parsed.GetRequiredValue(device));
            Console.WriteLine(chosen);
            string left = parsed.GetRequiredValue(products);
            foreach (string name in parsed.GetRequiredValue(models).Split(','))
            {
                using Model model = Model.Load(Networks.Write(name)), moved = model.On(chosen);
                GpuRunner runner = (GpuRunner)moved.Engine.Runner;
                foreach (string product in left.Split(',', StringSplitOptions.RemoveEmptyEntries))
                    Product(runner.Device, [.. product.Split('x').Select(int.Parse)]);
                left = "";
                Steps(name, moved, runner, parsed.GetValue(batch), parsed.GetValue(most));
            }

            return 0;
        });
        return command.Parse(args).Invoke();
    }

    private static void Product(GpuDevice device, int[] extents)
    {
        (int rows, int depth, int columns) = (extents[0], extents[1], extents[2]);
        GpuTensor x = device.Keep(new Shape(rows, depth), HashFill.Uniform("x", new Shape(rows, depth), -1, 1).AsSpan());
        GpuTensor w = device.Keep(new Shape(depth, columns), HashFill.Uniform("w", new Shape(depth, columns), -1, 1).AsSpan());
        GpuTensor y = device.Rent(new Shape(rows, columns));
        GpuSgemmArguments arguments = new(
            x.View, GpuIm2ColRows.OfMatrix(rows, depth), w.View, depth, columns, new GpuMatrixRef(y.View, columns), GpuEpilogue.Of(x.View));
        const int Queued = 20;
        double best = Best(device, () =>
        {
            for (int i = 0; i < Queued; i++)
                GpuSgemm.Run(device, arguments);
        }) / Queued;
        device.Return(y);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"product {rows} x {depth} x {columns}: {best * 1000:F0} us, {2.0 * rows * depth * columns / best / 1e9:F2} TFLOP/s"));
    }

    private static void Steps(string name, Model model, GpuRunner runner, int batch, int most)
    {
        Tensor input = HashFill.Image("versus", batch, 224);
        Plan plan = model.Engine.PlanFor(input.Shape, model.LogitsValue);
        double[] best = [.. plan.Steps.Select(_ => double.PositiveInfinity)];
        GpuRunBackend backend = runner.RunBackend(default);
        double sending = double.PositiveInfinity, whole = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            using RentedMemory<GpuTensor> memory = new(backend, plan.Slots.Length);
            PlanRun<GpuTensor> run = new(plan, backend, memory);
            sending = Math.Min(sending, Time(runner.Device, () => run.Send(input, plan.Inputs[0], plan.Inputs[0])));
            for (int i = 0; i < best.Length; i++)
            {
                best[i] = Math.Min(best[i], Time(runner.Device, () => run.Compute(plan.Steps[i])));
                foreach (int slot in plan.Steps[i].Releases)
                    memory.Release(slot);
            }

            whole = Math.Min(whole, Time(runner.Device, () => model.Forward(input)));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}, batch {batch}: whole {whole:F2} ms; sending {sending:F2} ms, steps one by one {best.Sum():F2} ms"));
        foreach (int i in Enumerable.Range(0, best.Length).OrderByDescending(i => best[i]).Take(most))
        {
            Step step = plan.Steps[i];
            Shape output = plan.Slots[step.Output].StorageShape;
            int depth = step.Operator is NetInsight.Kernels.Operators.GpuPackedOperator packed ? packed.Depth : 1;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {best[i] * 1000,8:F0} us  {2.0 * output.Count * depth / best[i] / 1e9,6:F2} TFLOP/s  {step.Operator.Name} {step.Layer} "
                + $"{string.Join(", ", step.Inputs.Select(slot => plan.Slots[slot].StorageShape))} -> {output}"));
        }
    }

    private static double Best(GpuDevice device, Action work) => Enumerable.Range(0, Rounds).Min(_ => Time(device, work));

    private static double Time(GpuDevice device, Action work)
    {
        device.Synchronize();
        long start = Stopwatch.GetTimestamp();
        work();
        device.Synchronize();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
