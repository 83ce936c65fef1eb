using NetInsight.Execution.Running;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Execution;

public sealed class HookTests
{
    private readonly Residual _block = new();

    [Fact]
    public void A_hook_gets_the_layers_output_as_NCHW()
    {
        Dictionary<int, DoubleTensor> expected = NaiveEvaluation.Of(_block.Graph, [_block.Input]);
        foreach (int layer in _block.All)
        {
            Tensor? seen = null;
            Engine().Hooked([_block.Input], layer, map => (seen = map, (Tensor?)null).Item2, _block.Fc);
            expected[layer].AssertNear(seen!, Tolerances.SmallNetwork);
        }
    }

    [Fact]
    public void A_replaced_output_changes_everything_after_it_and_nothing_before()
    {
        Dictionary<int, Tensor> unhooked = Engine().Values([_block.Input], _block.All);
        for (int i = 0; i < _block.All.Length; i++)
        {
            int layer = _block.All[i];
            Tensor other = Inputs.Exact(unhooked[layer].Shape, 5, 64, 128);
            Dictionary<int, Tensor> hooked = Engine().Hooked([_block.Input], layer, _ => other, _block.All);
            Assert.Equal(other.AsSpan(), hooked[layer].AsSpan());
            Assert.All(_block.All[..i], before => Assert.Equal(unhooked[before].AsSpan(), hooked[before].AsSpan()));
            foreach (int after in _block.All[(i + 1)..])
                Assert.NotEqual(unhooked[after].AsSpan().ToArray(), hooked[after].AsSpan().ToArray());
        }
    }

    [Fact]
    public void Both_consumers_of_a_replaced_output_see_it()
    {
        Tensor zeros = Engine().Hooked([_block.Input], _block.Relu1, map => new Tensor(map.Shape), _block.Add)[_block.Add];
        Tensor norm = Engine().Hooked([_block.Input], _block.Relu1, map => new Tensor(map.Shape), _block.Norm2)[_block.Norm2];
        Near.Relative(norm, zeros, Tolerances.FewRoundings);        // nothing is added to the norm: the shortcut is zero as well
    }

    [Fact]
    public void A_hook_may_change_the_tensor_that_it_gets_and_return_it()
    {
        Tensor unhooked = Engine().Values([_block.Input], _block.Conv1)[_block.Conv1];
        Tensor doubled = Engine().Hooked([_block.Input], _block.Conv1, Double, _block.Conv1)[_block.Conv1];
        Assert.Equal(unhooked.AsSpan().ToArray().Select(value => 2 * value), doubled.AsSpan().ToArray());
        Assert.Equal(unhooked.AsSpan(), Engine().Values([_block.Input], _block.Conv1)[_block.Conv1].AsSpan());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_replaced_view_leaves_the_value_that_it_views(bool flattens)
    {
        GraphBuilder builder = new();
        int x = builder.Input("x"), pool = builder.Node("pool", new MaxPool(Window.Square(1)), x);
        int view = builder.Node("view", flattens ? new Flatten() : new Identity(), pool);
        int exp = builder.Node("exp", new Activation<Exp>(), view);
        int relu = builder.Node("relu", new Activation<Relu>(), pool), ofInput = builder.Node("ofInput", new Identity(), x);
        Engine engine = Runs.EngineOf(builder.Build(exp));
        Tensor input = Inputs.Exact(new Shape(2, 3, 4, 5), 1), before = input.Clone();

        Dictionary<int, Tensor> hooked = engine.Hooked([input], view, map => new Tensor(map.Shape), pool, view, exp, relu);
        Assert.Equal(input.AsSpan(), hooked[pool].AsSpan());
        Assert.Equal(input.AsSpan().ToArray().Select(value => Math.Max(value, 0)), hooked[relu].AsSpan().ToArray());
        Assert.All(hooked[view].AsSpan().ToArray(), value => Assert.Equal(0, value));
        Assert.All(hooked[exp].AsSpan().ToArray(), value => Assert.Equal(1, value));

        engine.Hooked([input], ofInput, map => new Tensor(map.Shape), ofInput);
        Assert.Equal(before.AsSpan(), input.AsSpan());
    }

    [Fact]
    public void A_tensor_of_another_shape_is_an_error_that_names_the_layer()
    {
        Tensor other = new(new Shape(2, 5));
        ArgumentException e = Assert.Throws<ArgumentException>(() => Engine().Hooked([_block.Input], _block.Conv2, _ => other, _block.Fc));
        Assert.Equal("The hook at layer 'conv2' returned a tensor of shape 2x5; the layer's output has 2x5x6x7.", e.Message);
    }

    private static Tensor Double(Tensor map)
    {
        foreach (ref float value in map.AsSpan())
            value *= 2;
        return map;
    }

    private Engine Engine() => Runs.EngineOf(_block.Graph);
}
