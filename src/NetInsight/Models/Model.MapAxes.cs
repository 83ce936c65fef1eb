using NetInsight.Graphs;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>
    /// The shape of a layer's output for one image as feature maps, 1 x channels x rows x columns, where it has rows and columns.
    /// </summary>
    internal Shape MapShapeOf(string layer)
    {
        Shape shape = ShapeOf(layer);
        return MapAxesOf(layer) is { } axes ? axes.MapOf(shape) : shape;
    }

    /// <summary>
    /// A layer's output as feature maps, batch x channels x rows x columns, where the layer holds tokens, or channels last; else as it is.
    /// </summary>
    internal Tensor AsMaps(string layer, Tensor output) => MapAxesOf(layer)?.ToMap(output) ?? output;

    /// <summary>
    /// Where rows and columns are in the output of a layer that holds tokens, or channels last; null where they are the last two of four
    /// axes, or the layer has none.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">The shape of the input, where it may differ from <see cref="InputShape"/>.</param>
    internal MapAxes? MapAxesOf(string layer, Shape? input = null)
    {
        int value = ValueOf(layer);
        Dictionary<int, Shape>? shapes = input is { } given && given != InputShape ? ShapeInference.Infer(Graph, [given]) : _shapes;
        return shapes is not null && MapAxesInference.Of(Graph, shapes).TryGetValue(value, out MapAxes? axes)
            && !axes.IsAttention && shapes[value][0] == 1 && axes.RowAxis > 0 && axes.ColumnAxis > 0 && !axes.IsMap(shapes[value])
            ? axes
            : null;
    }
}
