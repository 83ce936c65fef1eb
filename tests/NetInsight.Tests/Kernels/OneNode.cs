using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels.Devices;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Kernels;

/// <summary>
/// Runs one operator the way a model does: as a graph of one node, planned and run by an engine, with NCHW tensors in and out.
/// </summary>
internal static class OneNode
{
    /// <summary>All inputs are given in the run.</summary>
    public static Tensor Run(Operator op, Tensor[] inputs, int threads = 1) => Run(op, inputs, inputs.Length, threads, false);

    /// <summary>Every input after the first is a constant, so that the operator may pack it.</summary>
    public static Tensor RunPacked(Operator op, Tensor[] inputs, int threads = 1) => Run(op, inputs, 1, threads, false);

    /// <summary>
    /// The first input comes from a pool with a window of 1 x 1, which changes nothing but the layout: operators that compute in either
    /// layout then get NHWC inputs.
    /// </summary>
    public static Tensor RunNhwc(Operator op, Tensor[] inputs, int threads = 1) => Run(op, inputs, inputs.Length, threads, true);

    /// <summary>All three ways on a GPU.</summary>
    public static Tensor[] RunOn(GpuContext gpu, Operator op, Tensor[] inputs)
    {
        List<Tensor> results = [];
        foreach ((int given, bool isNhwc) in new[] { (inputs.Length, false), (1, false), (1, true) })
        {
            if (isNhwc && (inputs[0].Shape.Rank is not (3 or 4) || inputs[0].Shape.Dimensions[2..].Contains(0)))
                continue;
            (Graph graph, int output) = GraphOf(op, inputs, given, isNhwc);
            using Engine engine = gpu.EngineOn(graph);
            results.Add(engine.Run(inputs[..given], new HashSet<int> { output }, new HashSet<int>(), null, CancellationToken.None)[output]);
            Assert.Equal(0, engine.RentedBuffers);
        }

        return [.. results];
    }

    private static Tensor Run(Operator op, Tensor[] inputs, int given, int threads, bool isNhwc)
    {
        (Graph graph, int output) = GraphOf(op, inputs, given, isNhwc);
        return new Engine(graph, threads, long.MaxValue)
            .Run(inputs[..given], new HashSet<int> { output }, new HashSet<int>(), null, CancellationToken.None)[output];
    }

    private static (Graph Graph, int Output) GraphOf(Operator op, Tensor[] inputs, int given, bool isNhwc)
    {
        GraphBuilder builder = new();
        int[] values = new int[inputs.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = i < given ? builder.Input($"x{i}") : builder.Constant(inputs[i].Shape, inputs[i].AsSpan());
        if (isNhwc)
            values[0] = builder.Node("pool", new MaxPool(Window.Square(1)), values[0]);
        int output = builder.Node("y", op, [.. values]);
        return (builder.Build(output), output);
    }
}
