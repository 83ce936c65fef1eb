using CsCheck;
using NetInsight.Segmentation.Cutting;

namespace NetInsight.Tests.Segmentation.Cutting;

/// <summary>A random graph over a grid: edges in both directions with capacities of their own, of which many are 0.</summary>
internal sealed record GridGraph(int Height, int Width, int[] Edges, int[] Terminals)
{
    /// <summary>Graphs of 1 to <paramref name="rows"/> rows and 1 to <paramref name="columns"/> columns.</summary>
    public static Gen<GridGraph> Any(int rows, int columns) =>
        from height in Gen.Int[1, rows]
        from width in Gen.Int[1, columns]
        from most in Gen.OneOf(Gen.Const(1), Gen.Const(3), Gen.Const(20), Gen.Const(1_000_000))
        from edges in Gen.Frequency((1, Gen.Const(0)), (2, Gen.Int[0, most])).Array[height * width * GridCut.Directions]
        from terminals in Gen.Frequency((1, Gen.Const(0)), (3, Gen.Int[-2 * most, 2 * most])).Array[height * width]
        select new GridGraph(height, width, edges, terminals);

    /// <summary>The number of pixels.</summary>
    public int Count => Height * Width;

    /// <summary>The graph as the solver takes it.</summary>
    public GridCut ToCut()
    {
        GridCut cut = new(Height, Width);
        foreach ((int from, int to, int direction) in Pairs())
        {
            cut.SetEdge(
                from / Width, from % Width, direction,
                Edges[from * GridCut.Directions + direction], Edges[to * GridCut.Directions + (direction ^ 1)]);
        }

        SetTerminals(cut);
        return cut;
    }

    /// <summary>Sets the terminals of a solver.</summary>
    public void SetTerminals(GridCut cut)
    {
        for (int pixel = 0; pixel < Count; pixel++)
            cut.SetTerminal(pixel / Width, pixel % Width, Terminals[pixel]);
    }

    /// <summary>The graph as a matrix; the source is the last node but one, the sink the last.</summary>
    public long[,] ToMatrix()
    {
        long[,] capacity = new long[Count + 2, Count + 2];
        foreach ((int from, int to, int direction) in Pairs())
        {
            capacity[from, to] = Edges[from * GridCut.Directions + direction];
            capacity[to, from] = Edges[to * GridCut.Directions + (direction ^ 1)];
        }

        for (int pixel = 0; pixel < Count; pixel++)
        {
            capacity[Count, pixel] = Math.Max(Terminals[pixel], 0);
            capacity[pixel, Count + 1] = Math.Max(-Terminals[pixel], 0);
        }

        return capacity;
    }

    /// <summary>What a cut costs whose source side is given.</summary>
    public long CostOf(Func<int, bool> isSource)
    {
        long[,] capacity = ToMatrix();
        bool[] side = [.. Enumerable.Range(0, Count).Select(isSource), true, false];
        long cost = 0;
        for (int from = 0; from < side.Length; from++)
        {
            for (int to = 0; to < side.Length; to++)
                cost += side[from] && !side[to] ? capacity[from, to] : 0;
        }

        return cost;
    }

    private IEnumerable<(int From, int To, int Direction)> Pairs() =>
        from pixel in Enumerable.Range(0, Count)
        from direction in Enumerable.Range(0, GridCut.Directions / 2).Select(half => 2 * half)
        let step = GridCut.Steps[direction]
        let row = pixel / Width + step.Down
        let column = pixel % Width + step.Right
        where row >= 0 && row < Height && column >= 0 && column < Width
        select (pixel, row * Width + column, direction);
}
