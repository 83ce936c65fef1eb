using CsCheck;
using NetInsight.Segmentation.Cutting;

namespace NetInsight.Tests.Segmentation.Cutting;

public sealed class GridCutTests
{
    [Fact]
    public void No_cut_of_a_small_graph_is_cheaper() => GridGraph.Any(3, 3).Sample(
        graph =>
        {
            GridCut cut = Solved(graph);
            long least = Enumerable.Range(0, 1 << graph.Count).Min(sides => graph.CostOf(pixel => (sides >> pixel & 1) != 0));
            Assert.Equal(least, graph.CostOf(pixel => IsSource(cut, graph, pixel)));
            Assert.Equal(least, cut.Flow);
        },
        iter: 300, threads: 1);

    [Fact]
    public void Flow_and_sides_are_those_of_another_algorithm() =>
        GridGraph.Any(7, 7).Sample(AgreesWithEdmondsAndKarp, iter: 1000, threads: 1);

    [Fact]
    public void A_solution_goes_on_from_the_last_one_when_terminals_change() =>
        Gen.Select(GridGraph.Any(6, 6), Gen.Int[-50, 50].Array[36].Array[3]).Sample(
            (graph, changes) =>
            {
                GridCut cut = Solved(graph);
                foreach (int[] change in changes)
                {
                    GridGraph changed = graph with { Terminals = [.. graph.Terminals.Select((value, pixel) => value + change[pixel])] };
                    changed.SetTerminals(cut);
                    cut.Solve(TestContext.Current.CancellationToken);
                    (long flow, bool[] reached) = MaximumFlow.Find(changed.ToMatrix(), changed.Count, changed.Count + 1);
                    Assert.Equal(reached[..changed.Count], Sides(cut, changed));
                    Assert.Equal(flow, changed.CostOf(pixel => IsSource(cut, changed, pixel)));
                }
            },
            iter: 300, threads: 1);

    [Fact]
    public void A_chain_is_cut_at_its_thinnest_edge()
    {
        GridCut cut = new(1, 5);
        foreach ((int column, int capacity) in new[] { 9, 4, 2, 7 }.Index())
            cut.SetEdge(0, column, 0, capacity, 0);
        cut.SetTerminal(0, 0, 100);
        cut.SetTerminal(0, 4, -100);
        cut.Solve(TestContext.Current.CancellationToken);
        Assert.Equal(2, cut.Flow);
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(column => cut.IsSource(0, column)));
    }

    [Fact]
    public void A_cancelled_solution_throws()
    {
        // 200 x 200 pixels between a source at the left and a sink at the right: thousands of paths.
        GridCut cut = new(200, 200);
        for (int row = 0; row < 200; row++)
        {
            for (int column = 0; column < 199; column++)
                cut.SetEdge(row, column, 0, 1 + (row * 7 + column * 13) % 11, 1);
            cut.SetTerminal(row, 0, 50);
            cut.SetTerminal(row, 199, -50);
        }

        Assert.Throws<OperationCanceledException>(() => cut.Solve(new CancellationToken(canceled: true)));
    }

    private static void AgreesWithEdmondsAndKarp(GridGraph graph)
    {
        GridCut cut = Solved(graph);
        (long flow, bool[] reached) = MaximumFlow.Find(graph.ToMatrix(), graph.Count, graph.Count + 1);
        Assert.Equal(flow, cut.Flow);
        Assert.Equal(reached[..graph.Count], Sides(cut, graph));
    }

    private static GridCut Solved(GridGraph graph)
    {
        GridCut cut = graph.ToCut();
        cut.Solve(TestContext.Current.CancellationToken);
        return cut;
    }

    private static bool[] Sides(GridCut cut, GridGraph graph) =>
        [.. Enumerable.Range(0, graph.Count).Select(pixel => IsSource(cut, graph, pixel))];

    private static bool IsSource(GridCut cut, GridGraph graph, int pixel) => cut.IsSource(pixel / graph.Width, pixel % graph.Width);
}
