using NetInsight.Execution.Running;
using NetInsight.Kernels.Tensors;
using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Models;

/// <summary>What a model keeps between calls.</summary>
public sealed class TrimTests
{
    /// <summary>150 runs of batches of 1 to 299 images, whole (a hook looks on) and in slices.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Runs_of_many_batch_sizes_hold_what_the_largest_needed(bool isWhole)
    {
        using Model model = SmallNetworks.Color(24, 24, parallelism: 1);
        Hook[] hooks = isWhole ? [Hook.See("relu2", _ => { })] : [];
        int[] batches = [.. Enumerable.Range(0, 150).Select(run => 1 + 2 * (run * 67 % 150))];
        Assert.Equal(150, batches.Distinct().Count());
        Assert.Equal(299, batches.Max());
        foreach (int batch in batches)
            model.Logits(new Tensor(new Shape(batch, 3, 24, 24)), hooks);
        CpuRunner runner = (CpuRunner)model.Engine.Runner;
        int images = isWhole ? 299 : 5;
        using Engine engine = new(model.Graph, 1, long.MaxValue);
        int[] slabs = engine.PlanFor(new Shape(images, 3, 24, 24), model.LogitsValue).Memory(CancellationToken.None).Slabs;
        long largest = Arena.Capacity(Assert.Single(slabs)) * (long)sizeof(float);
        Assert.InRange(runner.Bytes, 0, Math.Max(largest + largest / 8, SlabArena.Least * sizeof(float)));
        Assert.True(!isWhole || largest > SlabArena.Least * sizeof(float));
    }

    [Fact]
    public void After_a_trim_nothing_is_held_and_results_have_the_same_bits()
    {
        using Model model = SmallNetworks.Color(12, 10);
        Tensor input = HashFill.Uniform("trim", new Shape(3, 3, 12, 10), -2, 2);
        Tensor logits = model.Logits(input), gradient = model.Gradient(input, Target.Class(1));
        Assert.Equal(1, model.GradientGraphs);
        model.Trim();
        Assert.Equal((0, 0), (((CpuRunner)model.Engine.Runner).Bytes, model.GradientGraphs));
        Assert.Equal(logits.AsSpan(), model.Logits(input).AsSpan());
        Assert.Equal(gradient.AsSpan(), model.Gradient(input, Target.Class(1)).AsSpan());
    }

    [Fact]
    public void A_disposed_model_keeps_no_gradient_graphs_though_a_gradient_is_under_way()
    {
        using Model model = SmallNetworks.Color(12, 10);
        Tensor input = HashFill.Uniform("trim", new Shape(1, 3, 12, 10), -2, 2), expected = model.Gradient(input, Target.Class(1));
        int kept = -1;
        Hook dispose = Hook.See("relu2", _ =>
        {
            kept = model.GradientGraphs;
            model.Dispose();
        });
        Tensor gradient = model.Gradient(input, Target.Class(1), [dispose]);
        Assert.Equal((1, 0), (kept, model.GradientGraphs));
        Near.Relative(expected, gradient, Tolerances.NetworkGradient);
        Assert.Throws<ObjectDisposedException>(() => model.Gradient(input, Target.Class(1)));
        Assert.Throws<ObjectDisposedException>(model.Trim);
        model.Dispose();
        Assert.Equal(0, model.GradientGraphs);
    }
}
