using CsCheck;
using NetInsight.Kernels.Embedding;

namespace NetInsight.Tests.Kernels;

public sealed class LinearAssignmentTests
{
    [Fact]
    public void No_permutation_is_cheaper() => Gen.Select(Gen.Int[1, 6], Gen.Int[0, 2], Gen.Int[1, 20], Gen.UInt).Sample(
        (rows, more, most, seed) =>
        {
            float[] costs = Costs(rows, rows + more, most, seed);
            int[] columns = LinearAssignment.Compute(costs, rows, rows + more);
            Assert.Equal(rows, columns.Distinct().Count());
            Assert.Equal(Cheapest(costs, rows, rows + more, 0, new bool[rows + more]), Cost(costs, columns, rows + more), 1e-9);
        },
        iter: 400,
        threads: 1);

    [Fact]
    public void On_a_line_the_order_is_kept()
    {
        const int Count = 300;
        Pcg32 random = new(1);
        double[] positions = [.. Enumerable.Range(0, Count).Select(_ => Math.Pow(random.NextUnit(), 3) * Count)];
        float[] costs = new float[Count * Count];
        for (int i = 0; i < costs.Length; i++)
            costs[i] = (float)Math.Pow(positions[i / Count] - i % Count - 0.5, 2);
        int[] columns = LinearAssignment.Compute(costs, Count, Count);
        int[] order = [.. Enumerable.Range(0, Count).OrderBy(i => positions[i])];
        Assert.Equal(Enumerable.Range(0, Count).Sum(rank => (double)costs[order[rank] * Count + rank]), Cost(costs, columns, Count), 1e-2);
    }

    [Fact]
    public void Equal_costs_terminate() => Assert.Equal(50, LinearAssignment.Compute(new float[50 * 60], 50, 60).Distinct().Count());

    [Fact]
    public void It_can_be_cancelled() =>
        Assert.Throws<OperationCanceledException>(
            () => LinearAssignment.Compute(Costs(20, 20, 9, 1), 20, 20, null, new CancellationToken(true)));

    private static float[] Costs(int rows, int columns, int most, uint seed)
    {
        Pcg32 random = new(seed);
        float[] costs = new float[rows * columns];
        foreach (ref float cost in costs.AsSpan())
            cost = random.NextUInt() % (uint)most;             // small integers: many ties
        return costs;
    }

    private static double Cost(float[] costs, int[] columns, int width) =>
        columns.Select((column, row) => (double)costs[row * width + column]).Sum();

    private static double Cheapest(float[] costs, int rows, int columns, int row, bool[] taken)
    {
        if (row == rows)
            return 0;
        double least = double.MaxValue;
        for (int j = 0; j < columns; j++)
        {
            if (taken[j])
                continue;
            taken[j] = true;
            least = Math.Min(least, costs[row * columns + j] + Cheapest(costs, rows, columns, row + 1, taken));
            taken[j] = false;
        }

        return least;
    }
}
