using CsCheck;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Kernels;

/// <summary>Networks made at random: the engine, with all it fuses, reorders and reuses, against one node after the other.</summary>
public sealed class RandomGraphTests
{
    /// <summary>What is done, to which earlier value, with which other, and how.</summary>
    private static Gen<(int Kind, int From, int Other, int Detail)[]> Recipes =>
        Gen.Select(Gen.Int[0, 13], Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[0, 9])), Gen.Int[0, 9], Gen.Int[0, 99]).Array[1, 10];

    [Fact]
    public void The_engine_equals_one_node_after_the_other() =>
        Gen.Select(Recipes, Gen.Select(Gen.Int[1, 2], Gen.Int[1, 5], Gen.Int[1, 7], Gen.Int[1, 7]), Gen.UInt).Sample(
            (recipe, size, seed) =>
            {
                Tensor input = Sixtyfourths.Tensor(new Shape(size.Item1, size.Item2, size.Item3, size.Item4), seed);
                (Graph graph, Tensor[] expected) = Make(recipe, input, seed);
                int last = graph.Outputs[0], other = graph.Nodes[(int)(seed % graph.Nodes.Length)].Output;
                foreach (HashSet<int> wanted in new HashSet<int>[] { [last], [last, other], [.. graph.Nodes.Select(node => node.Output)] })
                {
                    Dictionary<int, Tensor> one = Run(1, wanted), three = Run(3, wanted);
                    foreach (int value in wanted)
                    {
                        string where = $"{graph.Values[value].Name} of {string.Join(", ", graph.Nodes.Select(node => $"{node.Name}({string.Join(' ', node.Inputs)})"))}";
                        Assert.Equal(expected[value].Shape, one[value].Shape);
                        Near.Defined([.. expected[value].AsSpan().ToArray().Select(x => (double)x)], one[value].AsSpan(), Tolerances.SmallNetwork, where);
                        Near.Bits(one[value].AsSpan(), three[value].AsSpan(), where);
                    }
                }

                Dictionary<int, Tensor> Run(int threads, HashSet<int> wanted) =>
                    new Engine(graph, threads, long.MaxValue).Run([input], wanted, new HashSet<int>(), null, default);
            },
            iter: 400,
            threads: 1);

    /// <summary>Builds the graph and computes each node as soon as it is there.</summary>
    private static (Graph Graph, Tensor[] Values) Make((int Kind, int From, int Other, int Detail)[] recipe, Tensor input, uint seed)
    {
        GraphBuilder builder = new();
        List<int> made = [builder.Input("x", [.. input.Shape.Dimensions.ToArray().Select(extent => (int?)extent)])];
        Dictionary<int, Tensor> values = new() { [made[0]] = input };
        foreach ((int kind, int from, int other, int detail) in recipe)
        {
            int x = made[^(1 + from % made.Count)];
            Shape shape = values[x].Shape;
            int[] partners = [.. made.Where(value => values[value].Shape.With(1, 0) == shape.With(1, 0))];
            int partner = partners[other % partners.Length];
            bool isSame = values[partner].Shape == shape;
            bool isLarge = shape[2] > 1 && shape[3] > 1;
            Node(kind switch
            {
                0 or 1 or 2 => Convolution(shape[1], 1 + detail % 9, detail % 2 == 0 ? 3 : 1),
                3 or 4 => new BatchNormalization(),
                5 when isLarge => new MaxPool(Window.Square(2, 1 + detail % 2, detail % 2)),
                6 when isLarge => new AveragePool(Window.Square(2, 1 + detail % 2)),
                7 when isSame => new Arithmetic<Add>(),
                8 when shape[1] < 40 => new Concat(1),
                9 => new Slice([new SliceAxis(1, detail % shape[1], 99)]),
                10 => new Pad([0, 0, detail % 2, 0], [0, 1, 0, 1]),
                11 => new GlobalPool(GlobalPoolKind.Average),
                12 when isLarge => new Transpose([0, 1, 3, 2]),
                13 => new Reshape([0, 0, -1, 1]),
                _ => new Activation<Relu>(),
            });

            void Node(Operator op)
            {
                int[] inputs = op switch
                {
                    Arithmetic<Add> or Concat => [x, partner],
                    Conv conv => [x, Weight(new Shape(1 + detail % 9, shape[1] / conv.Groups, conv.Window.Rows.Kernel, conv.Window.Rows.Kernel), 0)],
                    BatchNormalization => [x, Weight(new Shape(shape[1]), 1), Weight(new Shape(shape[1]), 0), Weight(new Shape(shape[1]), 0), Weight(new Shape(shape[1]), 2)],
                    _ => [x],
                };
                int output = builder.Node($"{op.Name}{values.Count}", op, [.. inputs]);
                values[output] = new Form().Run(op, [.. inputs.Select(value => values[value])]);
                made.Add(output);
                if (op is GlobalPool)
                    Scale(output);
            }

            // A gate for each channel, as in squeeze-and-excitation: the one place where networks broadcast.
            void Scale(int gate)
            {
                int output = builder.Node($"Scale{values.Count}", new Arithmetic<Mul>(), x, gate);
                values[output] = new Form().Run(new Arithmetic<Mul>(), values[x], values[gate]);
                made.Add(output);
            }
        }

        Graph graph = builder.Build(made[^1]);
        return (graph, [.. Enumerable.Range(0, graph.Values.Length).Select(value => values[value])]);

        static Conv Convolution(int inputs, int outputs, int kernel) =>
            new(Window.Square(kernel, padding: kernel / 2), inputs == outputs ? inputs : 1);

        // Weights of an eighth keep values from growing from layer to layer.
        int Weight(Shape shape, float least)
        {
            Tensor tensor = Sixtyfourths.Tensor(shape, seed + (uint)values.Count, x => least + Math.Abs(x) * (least > 0 ? 0.5f : 0) + (least > 0 ? 0 : x / 8));
            int value = builder.Constant(shape, tensor.AsSpan());
            values[value] = tensor;
            return value;
        }
    }
}
