using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arithmetic.Logic;
using NetInsight.Kernels.Operators.Indexing;

namespace NetInsight.Graphs.Gradients.Sampling;

/// <summary>
/// Samples of feature maps between positions as ordinary nodes, for the gradients of sampling: a table of positions [maps * height *
/// width, channels], and samples [maps, samples of each] at rows and columns that are values of the graph.
/// </summary>
internal sealed class FlatSamples
{
    private readonly GradientContext _node;
    private readonly int _table, _origins, _height, _width;

    /// <summary>Samples of a table.</summary>
    /// <param name="node">The node that is differentiated.</param>
    /// <param name="table">The table [maps * height * width, channels].</param>
    /// <param name="maps">The number of maps.</param>
    /// <param name="height">Rows of each.</param>
    /// <param name="width">Columns of each.</param>
    public FlatSamples(GradientContext node, int table, int maps, int height, int width)
    {
        (_node, _table, _height, _width) = (node, table, height, width);
        Tensor origins = new(new Shape(maps, 1));
        for (int map = 0; map < maps; map++)
            origins.AsSpan()[map] = map * height * width;
        _origins = node.Constant(origins);
    }

    /// <summary>
    /// The elements at whole rows and columns [maps, samples], as [maps * samples, channels]; 0 outside the maps.
    /// </summary>
    public int At(int rows, int columns)
    {
        int isInside = _node.Multiply(IsInside(rows, _height), IsInside(columns, _width));
        int row = Limited(rows, _height), column = Limited(columns, _width);
        int offsets = _node.Sum(_node.Sum(_node.Scale(row, _width), column), _origins);
        int count = _node.ShapeOf(offsets).Count;
        int elements = _node.Add(new GatherND(), _table, _node.Reshape(offsets, new Shape(count, 1)));
        return _node.Multiply(elements, _node.Reshape(isInside, new Shape(count, 1)));
    }

    /// <summary>Elements [maps * samples, channels] times weights [maps, samples].</summary>
    public int Weighted(int elements, int weights) =>
        _node.Multiply(elements, _node.Reshape(weights, new Shape(_node.ShapeOf(weights).Count, 1)));

    /// <summary>Linear interpolation of the four neighbours.</summary>
    public int Linear(int rows, int columns)
    {
        int top = Floor(rows), left = Floor(columns), lower = _node.Subtract(rows, top), right = _node.Subtract(columns, left);
        int one = _node.Constant(1), upper = _node.Subtract(one, lower), nearer = _node.Subtract(one, right);
        int below = _node.Sum(top, one), beside = _node.Sum(left, one);
        int first = _node.Sum(
            Weighted(At(top, left), _node.Multiply(upper, nearer)), Weighted(At(top, beside), _node.Multiply(upper, right)));
        int second = _node.Sum(
            Weighted(At(below, left), _node.Multiply(lower, nearer)), Weighted(At(below, beside), _node.Multiply(lower, right)));
        return _node.Sum(first, second);
    }

    /// <summary>The largest whole number that is not above.</summary>
    public int Floor(int value) => _node.Add(new Activation<Floor>(), value);

    /// <summary>A position, or the nearest inside.</summary>
    public int Limited(int position, int extent) => _node.Add(new Activation<Clip>(new Clip(0, extent - 1)), position);

    private int IsInside(int position, int extent) => _node.Multiply(
        _node.Add(new Arithmetic<GreaterOrEqual>(), position, _node.Constant(0)),
        _node.Add(new Arithmetic<LessOrEqual>(), position, _node.Constant(extent - 1)));
}
