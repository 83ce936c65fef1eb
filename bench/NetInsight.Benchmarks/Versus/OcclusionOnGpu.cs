using System.Diagnostics;
using System.Globalization;
using NetInsight.Attribution.Occlusion;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>Incremental occlusion on a GPU, beside whole runs of the same occluded inputs on the same GPU.</summary>
internal static class OcclusionOnGpu
{
    /// <summary>Prints a line for each network and window.</summary>
    /// <param name="kind">cuda or opencl.</param>
    /// <param name="networks">The networks.</param>
    /// <param name="windows">Sides of windows in pixels.</param>
    /// <param name="stride">Pixels between positions.</param>
    /// <param name="rounds">Rounds of each.</param>
    /// <param name="peers">PyTorch's figures.</param>
    public static int Run(string kind, string[] networks, int[] windows, int stride, int rounds, Peers peers)
    {
        Device device = OnGpu.Choose(kind);
        Console.WriteLine(device);
        Console.WriteLine("| network | window | stride | positions | incremental ms | whole ms | ratio "
            + "| PyTorch fp32 ms | ratio | PyTorch TF32 ms | ratio | largest difference of probability to the CPU |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (string name in networks)
        {
            foreach (int window in windows)
                Compare(name, device, new OcclusionWindow(window, stride), rounds, peers);
        }

        return 0;
    }

    private static void Compare(string name, Device device, OcclusionWindow window, int rounds, Peers peers)
    {
        Tensor input = HashFill.Image("versus", 1, 224);
        OcclusionOptions options = new() { Window = window, Fill = Fill.InputValue(0) };
        using Model model = Model.Load(Networks.Write(name)), moved = model.On(device);
        OcclusionMap expected = Occlusion.Compute(model, input, options: options), map = Occlusion.Compute(moved, input, options: options);
        OccludedInput occluded = OccludedInput.Of(moved, input, options);
        List<double> ours = [], whole = [];
        for (int round = 0; round < rounds; round++)
        {
            ours.Add(Time(() => Occlusion.Compute(moved, input, options: options)));
            whole.Add(Time(() => Occlusion.Compute(moved, occluded, null, options, isIncremental: false)));
        }

        ours.Sort();
        whole.Sort();
        (double incremental, double complete) = (ours[rounds / 2], whole[rounds / 2]);
        OcclusionGrid grid = map.Grids[0];
        double difference = Difference(expected.Grids[0], grid, model.ClassCount!.Value);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {window.Width} | {window.StrideRight} | {grid.Rows * grid.Columns} "
            + $"| {incremental:F0} | {complete:F0} | {complete / incremental:F2} "
            + $"| {peers.Columns("occlusion", name, $"{window.Width}:{window.StrideRight}", incremental)} | {difference:E1} |"));
    }

    private static double Difference(OcclusionGrid expected, OcclusionGrid actual, int classes) => (
        from row in Enumerable.Range(0, actual.Rows)
        from column in Enumerable.Range(0, actual.Columns)
        from k in Enumerable.Range(0, classes)
        select Math.Abs(expected.Probability(row, column, k) - (double)actual.Probability(row, column, k))).Max();

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
