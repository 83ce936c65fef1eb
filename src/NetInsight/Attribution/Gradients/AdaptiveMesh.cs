namespace NetInsight.Attribution.Gradients;

/// <summary>
/// Nodes on the line from a baseline to an image for the trapezoidal rule, placed where it is least exact. Of each interval the exact
/// integral is known, the target's difference between its ends: the intervals whose own completeness gap is largest are halved.
/// </summary>
/// <remarks>
/// Nodes lie at a = t^2, evenly in t before any is halved: near a baseline of one colour a network changes on the scale of the contrast
/// itself, so that its slope there has most of its jumps.
/// </remarks>
/// <param name="start">The first t.</param>
/// <param name="end">The last t.</param>
internal sealed class AdaptiveMesh(double start, double end)
{
    private readonly SortedList<double, Node> _nodes = [];
    private readonly List<double> _order = [];

    private readonly record struct Node(double Score, double Slope);

    /// <summary>The positions a of the first nodes, the ends included; the middle alone for one.</summary>
    public double[] First(int count)
    {
        _order.AddRange(count == 1
            ? [(start + end) / 2]
            : Enumerable.Range(0, count).Select(i => start + (end - start) * i / (count - 1)));
        return [.. _order.Select(Position)];
    }

    /// <summary>The positions a of further nodes: the middles of the intervals with the largest gaps, the first of equal ones.</summary>
    public double[] Next(int count)
    {
        int[] worst = [.. Enumerable.Range(0, _nodes.Count - 1).OrderByDescending(i => Math.Abs(GapOf(i))).Take(count).Order()];
        double[] middles = [.. worst.Select(i => (_nodes.Keys[i] + _nodes.Keys[i + 1]) / 2)];
        _order.AddRange(middles);
        return [.. middles.Select(Position)];
    }

    /// <summary>Notes what was found at the next node, in the order in which their positions were given.</summary>
    /// <param name="score">The target.</param>
    /// <param name="slope">Its derivative along the line.</param>
    /// <returns>The node's position a.</returns>
    public double Add(double score, double slope)
    {
        double t = _order[_nodes.Count];
        _nodes.Add(t, new Node(score, slope));
        return Position(t);
    }

    /// <summary>The weight of each node, in the order in which their positions were given; their sum is the length.</summary>
    public double[] Weights() => _order.Count == 1
        ? [Position(end) - Position(start)]
        : [.. _order.Select(t => WeightOf(_nodes.IndexOfKey(t)))];

    private static double Position(double t) => t * t;

    private double WeightOf(int index) =>
        (Position(_nodes.Keys[Math.Min(index + 1, _nodes.Count - 1)]) - Position(_nodes.Keys[Math.Max(index - 1, 0)])) / 2;

    private double GapOf(int index)
    {
        (Node from, Node to) = (_nodes.Values[index], _nodes.Values[index + 1]);
        double width = Position(_nodes.Keys[index + 1]) - Position(_nodes.Keys[index]);
        return width * (from.Slope + to.Slope) / 2 - (to.Score - from.Score);
    }
}
