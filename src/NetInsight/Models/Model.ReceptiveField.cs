using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight;

public sealed partial class Model
{
    private Dictionary<int, (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)?>? _fields;

    /// <summary>The receptive field of a layer's units in the network's input.</summary>
    /// <param name="layer">The layer, or a module whose last layer is meant.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    /// <exception cref="InvalidOperationException">
    /// Paths of different stride or centre lead to the layer, or feature maps are joined along rows or columns, so that its units
    /// have no common receptive field; or the file leaves the input's size open.
    /// </exception>
    public ReceptiveField ReceptiveFieldOf(string layer) => FindReceptiveField(layer) ?? throw new InvalidOperationException(
        $"Layer '{Printable.Escape(layer)}' has no single receptive field: paths of different stride or centre lead to it, or feature maps "
        + "are joined along rows or columns.");

    /// <summary>
    /// The receptive field of a layer and of one of its units, in words: <c>receptive field 163 x 163, stride 16; unit (6, 6) sees rows 32
    /// to 194, columns 32 to 194</c>. Rows and columns are pixels of the network's input, counted from 0 (<see cref="Fit"/> makes it from
    /// an image).
    /// </summary>
    /// <param name="layer">The layer, or a module whose last layer is meant.</param>
    /// <param name="row">The unit's row in the layer's feature map, from 0; the middle one by default.</param>
    /// <param name="column">The unit's column in the layer's feature map, from 0; the middle one by default.</param>
    /// <exception cref="ArgumentException">There is no such layer, or its feature map has no such unit.</exception>
    /// <exception cref="InvalidOperationException">
    /// The layer's units have no common receptive field, or the file leaves the input's size open, or the input is no image.
    /// </exception>
    public string DescribeReceptiveField(string layer, int? row = null, int? column = null)
    {
        ReceptiveField field = ReceptiveFieldOf(layer);
        (int rows, int columns) = MapSizeOf(layer);
        (int height, int width) = InputExtent();
        if (row < 0 || row >= rows)
            throw Outside(nameof(row), row.Value, rows, "rows");
        if (column < 0 || column >= columns)
            throw Outside(nameof(column), column.Value, columns, "columns");
        return field.Describe(row ?? rows / 2, column ?? columns / 2, height, width);

        ArgumentOutOfRangeException Outside(string parameter, int index, int count, string what) =>
            new(parameter, index, $"Layer '{Printable.Escape(layer)}' has {count} {what}, 0 to {count - 1}.");
    }

    /// <summary>The receptive field of a layer's units; null where paths are not aligned.</summary>
    internal ReceptiveField? FindReceptiveField(string layer)
    {
        int value = ValueOf(layer);
        return FieldOf(AllFields(CancellationToken.None), value);
    }

    /// <summary>The receptive fields of all values, computed once.</summary>
    private Dictionary<int, (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)?> AllFields(CancellationToken cancellation) =>
        _fields ??= ReceptiveFields.Of(Graph, KnownShapes(), cancellation);

    /// <summary>The shape of a layer's output for one image.</summary>
    internal Shape ShapeOf(string layer) => KnownShapes()[ValueOf(layer)];

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

    /// <summary>Rows and columns of a layer's feature map; 1 x 1 for layers without rows and columns.</summary>
    internal (int Rows, int Columns) MapSizeOf(string layer)
    {
        Shape shape = MapShapeOf(layer);
        return shape.Rank switch { 4 => (shape[2], shape[3]), 3 => (1, shape[2]), _ => (1, 1) };
    }

    /// <summary>Rows and columns of the network's input.</summary>
    internal (int Height, int Width) InputExtent() => InputShape switch
    {
        { Rank: 4 } shape => (shape[2], shape[3]),
        { } shape => throw new InvalidOperationException(
            $"The network's input, {shape}, is no image: batch x channels x height x width is expected."),
        null => throw SizeIsOpen(),
    };

    private static ReceptiveField? FieldOf(Dictionary<int, (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)?> fields, int value) =>
        fields[value] is var (rows, columns)
            ? new ReceptiveField(rows.Size, columns.Size, rows.Stride, columns.Stride, rows.Start, columns.Start)
            : null;
}
