using NetInsight.Tests.Models;

namespace NetInsight.Tests.Kernels;

/// <summary>Memory and hooks of a run.</summary>
public sealed class ExecutorTests
{
    private static readonly Tensor Input = Sixtyfourths.Tensor(new Shape(1, 2, 4, 4), 5);

    [Fact]
    public void All_memory_comes_back_after_a_run() => ComesBack((plan, arena) => Executor.Run(plan, new CpuDevice(1), arena, [Input]));

    [Fact]
    public void All_memory_comes_back_after_an_exception_in_a_hook() => ComesBack((plan, arena) =>
        Assert.Throws<InvalidOperationException>(() => Executor.Run(plan, new CpuDevice(1), arena, [Input], (_, _) => throw new InvalidOperationException())));

    [Fact]
    public void All_memory_comes_back_after_a_hook_returned_another_shape() => ComesBack((plan, arena) =>
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Executor.Run(plan, new CpuDevice(1), arena, [Input], (_, _) => new Tensor(new Shape(3))));
        Assert.Contains("shape 3; the layer's output has 1x3x4x4", e.Message);
    });

    [Fact]
    public void All_memory_comes_back_after_cancellation() => ComesBack((plan, arena) =>
    {
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Executor.Run(plan, new CpuDevice(1, source.Token), arena, [Input], (_, _) =>
        {
            source.Cancel();
            return null;
        }));
    });

    [Fact]
    public void A_run_that_was_cancelled_before_does_not_begin()
    {
        (Graph graph, int conv, int last) = Small();
        bool isSeen = false;
        Assert.ThrowsAny<OperationCanceledException>(() => new Engine(graph, 1, long.MaxValue).Run(
            [Input],
            new HashSet<int> { last },
            new HashSet<int> { conv },
            (_, _) =>
            {
                isSeen = true;
                return null;
            },
            new CancellationToken(canceled: true)));
        Assert.False(isSeen);
    }

    /// <summary>A map of one channel is flattened without a copy; what is written over the view must not reach the map.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_hook_on_a_view_leaves_what_it_looks_at(int channels)
    {
        GraphBuilder builder = new();
        int x = builder.Input("x", 1, channels, 2, 3);
        int pool = builder.Node("pool", new MaxPool(Window.Square(1)), x), flat = builder.Node("flat", new Flatten(), pool);
        int again = builder.Node("again", new Identity(), flat), negative = builder.Node("negative", new Activation<Neg>(), again);
        int other = builder.Node("other", new Activation<Neg>(), pool);
        Tensor input = Sixtyfourths.Tensor(new Shape(1, channels, 2, 3), 4);
        float[] expected = [.. input.AsSpan().ToArray().Select(value => -value)];
        Dictionary<int, Tensor> result = new Engine(builder.Build(negative), 1, long.MaxValue).Run(
            [input],
            new HashSet<int> { pool, flat, negative, other },
            new HashSet<int> { flat },
            (_, map) => new Tensor(map.Shape, [.. Enumerable.Repeat(9f, map.Count)]),
            default);
        Near.Bits(input.AsSpan(), result[pool].AsSpan(), "pool");
        Near.Bits(expected, result[other].AsSpan(), "other");
        Assert.All(result[flat].AsSpan().ToArray(), value => Assert.Equal(9, value));
        Assert.All(result[negative].AsSpan().ToArray(), value => Assert.Equal(-9, value));
    }

    [Fact]
    public void A_hook_on_a_view_of_the_input_leaves_the_input()
    {
        GraphBuilder builder = new();
        int flat = builder.Node("flat", new Flatten(), builder.Input("x", 1, 2, 4, 4));
        Tensor before = Input.Clone();
        Dictionary<int, Tensor> result = new Engine(builder.Build(flat), 1, long.MaxValue).Run(
            [Input], new HashSet<int> { flat }, new HashSet<int> { flat }, (_, map) => new Tensor(map.Shape), default);
        Near.Bits(before.AsSpan(), Input.AsSpan(), "input");
        Assert.All(result[flat].AsSpan().ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void What_a_hook_writes_into_its_map_changes_nothing()
    {
        (Graph graph, int conv, int last) = Small();
        Engine engine = new(graph, 1, long.MaxValue);
        Tensor plain = engine.Run([Input], new HashSet<int> { last }, new HashSet<int>(), null, default)[last];
        Tensor seen = engine.Run([Input], new HashSet<int> { last }, new HashSet<int> { conv }, Scribble, default)[last];
        Near.Bits(engine.Run([Input], new HashSet<int> { conv, last }, new HashSet<int>(), null, default)[last].AsSpan(), seen.AsSpan(), "last");
        Near.Relative(plain, seen, Tolerances.Elementary);

        static Tensor? Scribble(int value, Tensor map)
        {
            map.AsSpan().Fill(float.NaN);
            return null;
        }
    }

    [Fact]
    public void Runs_at_the_same_time_do_not_disturb_each_other()
    {
        (Graph graph, _, int last) = Small();
        Engine engine = new(graph, 2, long.MaxValue);
        Tensor[] inputs = [.. Enumerable.Range(0, 40).Select(i => Sixtyfourths.Tensor(new Shape(1, 2, 4, 4), (uint)i))], results = new Tensor[40];
        Parallel.For(0, inputs.Length, i => results[i] = Run(inputs[i]));
        for (int i = 0; i < inputs.Length; i++)
            Near.Bits(Run(inputs[i]).AsSpan(), results[i].AsSpan(), i);

        Tensor Run(Tensor input) => engine.Run([input], new HashSet<int> { last }, new HashSet<int>(), null, default)[last];
    }

    /// <summary>Twenty arrays are put into an arena; after the run the same twenty are in it, each once.</summary>
    private static void ComesBack(Action<Plan, Arena> run)
    {
        (Graph graph, int conv, int last) = Small();
        HashSet<int> wanted = [last], observed = [conv];
        Plan plan = Planner.Make(graph, new Fusion(graph), [Input.Shape], wanted, observed, new CpuDevice(1));
        Assert.InRange(plan.Steps.Length, 5, 20);
        Arena arena = new();
        HashSet<float[]> before = [.. Take(arena)];
        foreach (float[] array in before)
            arena.Return(array);
        run(plan, arena);
        Assert.True(before.SetEquals(Take(arena)));
    }

    private static float[][] Take(Arena arena) => [.. Enumerable.Range(0, 20).Select(_ =>
    {
        arena.Rent(new Shape(8), out float[] array);
        return array;
    })];

    private static (Graph Graph, int Conv, int Last) Small()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x", 1, 2, 4, 4);
        int conv = builder.Node("conv", new Conv(Window.Square(3, padding: 1)), x, FusionTests.Constant(builder, new Shape(3, 2, 3, 3), 1));
        int norm = FusionTests.Norm(builder, "norm", conv, 3, 2), relu = builder.Node("relu", new Activation<Relu>(), norm);
        int sum = builder.Node("sum", new Arithmetic<Add>(), relu, norm), flat = builder.Node("flat", new Flatten(), sum);
        int last = builder.Node("last", new Softmax(1), flat);
        return (builder.Build(last), conv, last);
    }
}
