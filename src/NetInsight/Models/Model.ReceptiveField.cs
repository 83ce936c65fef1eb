using NetInsight.Graphs;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>What one unit of a layer sees of the network's input.</summary>
    /// <param name="layer">The layer, or a module whose last layer is meant.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    /// <exception cref="InvalidOperationException">
    /// Paths of different stride or centre lead to the layer, or maps are joined along rows or columns, so that its units have no common field; or the input's size is open.
    /// </exception>
    public ReceptiveField ReceptiveFieldOf(string layer) => FindReceptiveField(layer)
        ?? throw new InvalidOperationException($"Layer '{Printable.Escape(layer)}' has no one receptive field: paths of different stride or centre lead to it, or maps are joined along rows or columns.");

    /// <summary>
    /// The receptive field of a layer and what one of its units sees, in words: <c>receptive field 163 x 163, stride 16; unit (6, 6) sees rows 32
    /// to 194, columns 32 to 194</c>. Rows and columns are pixels of the network's input, counted from 0 (<see cref="Fit"/> makes it of a picture).
    /// </summary>
    /// <param name="layer">The layer, or a module whose last layer is meant.</param>
    /// <param name="row">The unit's row in the layer's map, from 0; the middle one by default.</param>
    /// <param name="column">The unit's column in the layer's map, from 0; the middle one by default.</param>
    /// <exception cref="ArgumentException">There is no such layer, or its map has no such unit.</exception>
    /// <exception cref="InvalidOperationException">The layer's units have no common field, or the input's size is open, or the input is no picture.</exception>
    public string DescribeReceptiveField(string layer, int? row = null, int? column = null)
    {
        ReceptiveField field = ReceptiveFieldOf(layer);
        (int rows, int columns) = MapSizeOf(layer);
        (int height, int width) = InputExtent();
        if (row < 0 || row >= rows)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"Layer '{Printable.Escape(layer)}' has {rows} rows, 0 to {rows - 1}.");
        if (column < 0 || column >= columns)
            throw new ArgumentOutOfRangeException(nameof(column), column, $"Layer '{Printable.Escape(layer)}' has {columns} columns, 0 to {columns - 1}.");
        return field.Describe(row ?? rows / 2, column ?? columns / 2, height, width);
    }

    /// <summary>What one unit of a layer sees; null where paths are not aligned.</summary>
    internal ReceptiveField? FindReceptiveField(string layer)
    {
        int value = ValueOf(layer);
        return FieldOf(ReceptiveFields.Of(Graph, KnownShapes()), value);
    }

    /// <summary>The shape of a layer's output for one picture.</summary>
    internal Shape ShapeOf(string layer) => KnownShapes()[ValueOf(layer)];

    /// <summary>Rows and columns of a layer's map; 1 x 1 for layers without a plane.</summary>
    internal (int Rows, int Columns) MapSizeOf(string layer)
    {
        Shape shape = ShapeOf(layer);
        return shape.Rank switch { 4 => (shape[2], shape[3]), 3 => (1, shape[2]), _ => (1, 1) };
    }

    /// <summary>Rows and columns of the network's input.</summary>
    internal (int Height, int Width) InputExtent() => InputShape switch
    {
        { Rank: 4 } shape => (shape[2], shape[3]),
        { } shape => throw new InvalidOperationException($"The network's input, {shape}, is no picture: batch x channels x height x width is expected."),
        null => throw new InvalidOperationException("The model file leaves the input's size open, so that layers have no one shape."),
    };

    private static ReceptiveField? FieldOf(Dictionary<int, (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns)?> fields, int value) => fields[value] is { } field
        ? new ReceptiveField(field.Rows.Size, field.Columns.Size, field.Rows.Stride, field.Columns.Stride, field.Rows.Start, field.Columns.Start)
        : null;
}
