using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Kernels.Operators.Arithmetic;
using NetInsight.Tests.Kernels.Operators.Arrangement;
using NetInsight.Tests.Kernels.Operators.Convolution;
using NetInsight.Tests.Kernels.Operators.Normalization;
using NetInsight.Tests.Kernels.Operators.Pooling;
using NetInsight.Tests.Kernels.Operators.Product;

namespace NetInsight.Tests.Execution;

/// <summary>A graph computed node by node by the operators' definitions in doubles: nothing fused, packed or shared, all NCHW.</summary>
internal static class NaiveEvaluation
{
    /// <summary>All values.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="change">What is added to an element of the first input, finer than a float.</param>
    public static Dictionary<int, DoubleTensor> Of(Graph graph, Tensor[] inputs, (int Element, double Step) change = default)
    {
        Dictionary<int, DoubleTensor> values = [];
        for (int value = 0; value < graph.Values.Length; value++)
        {
            if (graph.Values[value].Constant is { } constant)
                values[value] = DoubleTensor.Of(constant);
        }

        for (int i = 0; i < inputs.Length; i++)
            values[graph.Inputs[i].Value] = DoubleTensor.Of(inputs[i]);
        values[graph.Inputs[0].Value].Values[change.Element] += change.Step;
        foreach (Node node in graph.Nodes)
            values[node.Output] = Define(node.Operator, [.. node.Inputs.Select(value => values[value])]);
        return values;
    }

    /// <summary>
    /// For each value the largest magnitude of it and of all that it was computed from: roundings are relative to that, since a sum of
    /// large terms may be small.
    /// </summary>
    public static Dictionary<int, double> MagnitudesOf(Graph graph, Dictionary<int, DoubleTensor> values)
    {
        Dictionary<int, double> magnitudes = values.ToDictionary(pair => pair.Key, pair => pair.Value.Magnitude);
        foreach (Node node in graph.Nodes)
        {
            foreach (int input in node.Inputs.Where(value => graph.Values[value].Constant is null))
                magnitudes[node.Output] = Math.Max(magnitudes[node.Output], magnitudes[input]);
        }

        return magnitudes;
    }

    private static DoubleTensor Define(Operator op, DoubleTensor[] x) => op switch
    {
        Conv conv => ConvTests.Define(conv, x),
        MaxPool pool => MaxPoolTests.Define(pool, x[0]),
        AveragePool pool => AveragePoolTests.Define(pool, x[0]),
        BatchNormalization norm => BatchNormalizationTests.Define(norm, x),
        Concat concat => ConcatTests.Define(concat, x),
        Gemm gemm => GemmTests.Define(gemm, x),
        Activation<Relu> => new DoubleTensor(x[0].Shape, Array.ConvertAll(x[0].Values, value => Math.Max(value, 0))),
        Arithmetic<Add> => ArithmeticTests.Broadcast(op, x),
        Identity => x[0],
        Flatten => x[0].Reshape(new Shape(x[0].Shape[0], x[0].Shape.Count / x[0].Shape[0])),
        _ => throw new NotSupportedException(op.Name),
    };
}
