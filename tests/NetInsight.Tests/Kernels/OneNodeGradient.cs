using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels.Devices;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Kernels;

/// <summary>
/// The gradients of one operator's inputs, each as the gradient graph of a graph of one node gives it; dy is the gradient of the output.
/// </summary>
internal static class OneNodeGradient
{
    /// <summary>The inputs that have gradients by the standard rules; empty where there is no rule.</summary>
    public static int[] InputsOf(Operator op, int inputs)
    {
        IGradientRule? rule = GradientRules.Standard.Find(op.GetType());
        return rule is null ? [] : [.. Enumerable.Range(0, inputs).Where(input => rule.Passage(op, input) == GradientPassage.Built)];
    }

    /// <summary>All inputs given in the run, on the CPU.</summary>
    public static Dictionary<int, Tensor> Run(Operator op, Tensor[] inputs, Tensor dy, int threads = 1) =>
        Run(op, inputs, dy, inputs.Length, false, graph => new Engine(graph, threads, long.MaxValue));

    /// <summary>Every input after the first constant, so that only the first has a gradient, on the CPU.</summary>
    public static Dictionary<int, Tensor> RunPacked(Operator op, Tensor[] inputs, Tensor dy, int threads = 1) =>
        Run(op, inputs, dy, 1, false, graph => new Engine(graph, threads, long.MaxValue));

    /// <summary>The first input in NHWC, on the CPU.</summary>
    public static Dictionary<int, Tensor> RunNhwc(Operator op, Tensor[] inputs, Tensor dy) =>
        Run(op, inputs, dy, inputs.Length, true, graph => new Engine(graph, 1, long.MaxValue));

    /// <summary>All ways on a GPU.</summary>
    public static List<Dictionary<int, Tensor>> RunOn(GpuContext gpu, Operator op, Tensor[] inputs, Tensor dy)
    {
        List<Dictionary<int, Tensor>> results =
        [
            Run(op, inputs, dy, inputs.Length, false, graph => gpu.EngineOn(graph)),
            Run(op, inputs, dy, 1, false, graph => gpu.EngineOn(graph)),
        ];
        if (CanBeNhwc(inputs[0].Shape))
            results.Add(Run(op, inputs, dy, 1, true, graph => gpu.EngineOn(graph)));
        return results;
    }

    /// <summary>Whether a shape is one of feature maps with positions.</summary>
    public static bool CanBeNhwc(Shape shape) => shape.Rank is 3 or 4 && !shape.Dimensions[2..].Contains(0);

    private static Dictionary<int, Tensor> Run(
        Operator op, Tensor[] inputs, Tensor dy, int given, bool isNhwc, Func<Graph, Engine> engineOn)
    {
        GraphBuilder builder = new();
        int[] values = new int[inputs.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = i < given ? builder.Input($"x{i}") : builder.Constant(inputs[i].Shape, inputs[i].AsSpan());
        int[] sources = [.. values];
        if (isNhwc)
            values[0] = builder.Node("pool", new MaxPool(Window.Square(1)), values[0]);
        int output = builder.Node("y", op, [.. values]);
        int[] wrt = [.. InputsOf(op, inputs.Length).Where(input => input < given)];
        if (wrt.Length == 0)
            return [];
        GradientGraph gradients = GradientGraph.Of(
            builder.Build(output), [.. inputs[..given].Select(input => input.Shape)], [output], [.. wrt.Select(input => sources[input])],
            GradientRules.Standard);
        using Engine engine = engineOn(gradients.Graph);
        Dictionary<int, Tensor> results = engine.Run(
            [.. inputs[..given], dy], gradients.Gradients[0].Values.ToHashSet(), new HashSet<int>(), null, CancellationToken.None);
        return wrt.ToDictionary(input => input, input => results[gradients.Gradients[0][sources[input]]]);
    }
}
