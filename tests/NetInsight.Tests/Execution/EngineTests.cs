using NetInsight.Execution.Running;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Execution;

public sealed class EngineTests
{
    private readonly Residual _block = new();

    [Fact]
    public void A_node_beyond_the_requested_values_is_neither_run_nor_checked()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), relu = builder.Node("relu", new Activation<Relu>(), x);
        int broken = builder.Node("broken", new Flatten(9), relu);
        Engine engine = Runs.EngineOf(builder.Build(broken));
        Assert.Equal([0f, 2f], engine.Values([new Tensor(new Shape(2), [-1, 2])], relu)[relu].AsSpan());
        ArgumentException e = Assert.Throws<ArgumentException>(() => engine.Values([new Tensor(new Shape(2))], broken));
        Assert.Equal("Layer 'broken': Flatten: axis 9 does not exist in a tensor of 1 dimensions.", e.Message);
    }

    [Fact]
    public void All_memory_is_given_back_after_a_run()
    {
        Engine engine = Engine();
        for (int i = 0; i < 3; i++)
            engine.Values([_block.Input], i == 1 ? _block.All : [_block.Fc]);
        Assert.Equal(0, engine.RentedBuffers);
    }

    [Fact]
    public void All_memory_is_given_back_after_a_hook_throws_and_the_engine_stays_usable()
    {
        Engine engine = Engine();
        Tensor before = engine.Values([_block.Input], _block.Fc)[_block.Fc];
        foreach (int layer in _block.All)
        {
            Assert.Throws<NotSupportedException>(() =>
                engine.Hooked([_block.Input], layer, _ => throw new NotSupportedException(), _block.Fc));
            Assert.Throws<ArgumentException>(() => engine.Hooked([_block.Input], layer, _ => new Tensor(default), _block.Fc));
            Assert.Equal(0, engine.RentedBuffers);
        }

        Assert.Equal(before.AsSpan(), engine.Values([_block.Input], _block.Fc)[_block.Fc].AsSpan());
    }

    [Fact]
    public void All_memory_is_given_back_after_a_cancelled_run_which_goes_no_further()
    {
        Engine engine = Engine();
        using CancellationTokenSource source = new();
        List<int> seen = [];
        HashSet<int> requested = [_block.Fc], observed = [.. _block.All];
        Assert.ThrowsAny<OperationCanceledException>(() => engine.Run([_block.Input], requested, observed, CancelAtNorm, source.Token));
        Assert.Equal([_block.Conv1, _block.Norm1], seen);
        Assert.Equal(0, engine.RentedBuffers);
        Tensor expected = Engine().Values([_block.Input], _block.Fc)[_block.Fc];
        Assert.Equal(expected.AsSpan(), engine.Values([_block.Input], _block.Fc)[_block.Fc].AsSpan());

        Tensor? CancelAtNorm(int value, Tensor map)
        {
            seen.Add(value);
            if (value == _block.Norm1)
                source.Cancel();
            return null;
        }
    }

    [Fact]
    public void A_run_cancelled_beforehand_does_nothing()
    {
        HashSet<int> requested = [_block.Fc], observed = [];
        Assert.Throws<OperationCanceledException>(() => Engine().Run([], requested, observed, null, new CancellationToken(true)));
    }

    [Fact]
    public void Results_belong_to_the_caller()
    {
        Engine engine = Engine();
        Tensor first = engine.Values([_block.Input], _block.Relu1)[_block.Relu1], copy = first.Clone();
        engine.Values([new Tensor(_block.Input.Shape)], _block.Fc);
        Assert.Equal(copy.AsSpan(), first.AsSpan());
        first.AsSpan().Fill(7);
        Assert.Equal(copy.AsSpan(), engine.Values([_block.Input], _block.Relu1)[_block.Relu1].AsSpan());
    }

    [Fact]
    public void An_input_and_a_constant_may_be_requested_and_come_as_copies()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), one = builder.Constant(new Shape(1), 1), view = builder.Node("view", new Identity(), x);
        int sum = builder.Node("sum", new Arithmetic<Add>(), view, one);
        Engine engine = Runs.EngineOf(builder.Build(sum));
        Tensor input = new(new Shape(2), [3, 4]);
        Dictionary<int, Tensor> values = engine.Values([input], x, one, view, sum);
        foreach (Tensor value in values.Values)
            value.AsSpan().Fill(9);
        Assert.Equal([3f, 4f], input.AsSpan());
        Assert.Equal([4f, 5f], engine.Values([input], sum)[sum].AsSpan());
    }

    [Fact]
    public void A_run_larger_than_the_limit_is_refused()
    {
        Engine engine = new(_block.Graph, 1, 2 * 5 * 6 * 7);
        Assert.Throws<ResourceLimitException>(() => engine.Values([_block.Input], _block.Fc));
        ResourceLimitException e = Assert.Throws<ResourceLimitException>(() => engine.Values([_block.Input], _block.Conv1));
        Assert.Contains("the limit is 420", e.Message);
    }

    [Fact]
    public void One_engine_serves_inputs_of_many_shapes()
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), y = builder.Node("y", new GlobalPool(GlobalPoolKind.Max), x);
        Engine engine = Runs.EngineOf(builder.Build(y));
        for (int size = 1; size < 40; size++)
        {
            Tensor input = new(new Shape(1, 2, size, 1));
            input[0, 1, size - 1, 0] = size;
            Assert.Equal([0f, size], engine.Values([input], y)[y].AsSpan());
        }
    }

    private Engine Engine() => Runs.EngineOf(_block.Graph);
}
