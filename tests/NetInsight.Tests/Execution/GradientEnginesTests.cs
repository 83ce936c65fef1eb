using NetInsight.Execution.Gradients;
using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Building;
using NetInsight.Tests.Attribution;

namespace NetInsight.Tests.Execution;

public sealed class GradientEnginesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_graph_used_longest_ago_is_dropped_first()
    {
        using Model model = SmallNetworks.Color(6, 6, parallelism: 1);
        GradientEngines engines = new();
        GradientEngine first = For(engines, model, 1), second = For(engines, model, 2);
        for (int images = 3; images <= GradientEngines.MostGraphs; images++)
            For(engines, model, images);
        Assert.Same(first, For(engines, model, 1));
        For(engines, model, GradientEngines.MostGraphs + 1);
        Assert.Equal(GradientEngines.MostGraphs, engines.Count);
        Assert.Same(first, For(engines, model, 1));
        Assert.NotSame(second, For(engines, model, 2));
    }

    [Fact]
    public void Graphs_of_many_nodes_are_few_their_plans_count_and_the_last_one_is_kept_whatever_its_size()
    {
        using Model model = SmallNetworks.Color(6, 6, parallelism: 1);
        GradientEngine one = For(new GradientEngines(), model, 1);
        int nodes = one.Engine.Graph.Nodes.Length;
        GradientEngines three = new(mostSize: 3 * nodes), tiny = new(mostSize: 1);
        for (int images = 1; images <= 5; images++)
        {
            For(three, model, images);
            For(tiny, model, images);
            Assert.Equal((Math.Min(images, 3), 1), (three.Count, tiny.Count));
        }

        Assert.Same(For(tiny, model, 5), For(tiny, model, 5));
        GradientEngine planned = For(three, model, 5);
        Shape[] shapes = [.. planned.Engine.Graph.Inputs.Select(given =>
            planned.Gradients.Seeds.Contains(given.Value) ? planned.Shapes[0] : Images(5))];
        planned.Engine.PlanFor(shapes, planned.Gradients.Gradients[0].Values.ToHashSet(), Token);
        Assert.InRange(planned.Engine.PlannedSlots, 1, int.MaxValue);
        For(three, model, 6);
        Assert.Equal(2, three.Count);
        Assert.Same(planned, For(three, model, 5));
    }

    [Fact]
    public void Closed_none_is_kept_but_made_on_demand()
    {
        using Model model = SmallNetworks.Color(6, 6, parallelism: 1);
        GradientEngines engines = new();
        GradientEngine first = For(engines, model, 1);
        engines.Close();
        Assert.Equal(0, engines.Count);
        Assert.NotSame(first, For(engines, model, 1));
        Assert.Equal(0, engines.Count);
    }

    [Fact]
    public async Task A_wait_for_a_graph_that_another_thread_makes_can_be_cancelled()
    {
        using Model model = SmallNetworks.Color(6, 6, parallelism: 1);
        using SemaphoreSlim begun = new(0), go = new(0);
        GradientRules slow = GradientRules.Standard.WithLayer("relu2", new Waiting(begun, go, Token));
        GradientEngines engines = new();
        Task<GradientEngine> making = Task.Run(() => For(engines, model, 1, slow), Token);
        await begun.WaitAsync(Token);
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<GradientEngine> waiting = Task.Run(() => For(engines, model, 2, GradientRules.Standard, source.Token), Token);
        await Task.Delay(20, Token);
        Assert.False(waiting.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(making.IsCompleted);
        go.Release();
        Assert.Same(await making, For(engines, model, 1, slow));
        Assert.Equal(1, engines.Count);
    }

    private static Shape Images(int count) => new(count, 3, 6, 6);

    private static GradientEngine For(
        GradientEngines engines, Model model, int images, GradientRules? rules = null, CancellationToken cancellation = default) =>
        engines.For(
            model.Engine,
            model.ClassifierHead,
            Images(images),
            [Target.Class(1).SpecOf(model)],
            [model.Graph.Inputs[0].Value],
            rules ?? GradientRules.Standard,
            cancellation);

    /// <summary>The rule of a ReLU, once it may go on.</summary>
    private sealed class Waiting(SemaphoreSlim begun, SemaphoreSlim go, CancellationToken cancellation) : IGradientRule
    {
        public void Apply(GradientContext node)
        {
            begun.Release();
            go.Wait(cancellation);
            GradientRules.Standard.Find(node.Operator.GetType())!.Apply(node);
        }
    }
}
