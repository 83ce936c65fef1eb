namespace NetInsight.Formats.Onnx.Folding;

/// <summary>How constants broadcast against each other: dimensions of 1 repeat, missing outer ones are 1.</summary>
internal static class OnnxBroadcast
{
    /// <summary>Integers are for shapes and indices; a result of more is refused.</summary>
    public const int MostElements = 1 << 20;

    /// <summary>The shape to which all shapes broadcast.</summary>
    /// <exception cref="ArgumentException">They do not broadcast.</exception>
    /// <exception cref="ResourceLimitException">It has more elements than are folded.</exception>
    public static Shape ShapeOf(string operation, params ReadOnlySpan<Shape> shapes)
    {
        int rank = 0;
        foreach (Shape shape in shapes)
            rank = Math.Max(rank, shape.Rank);
        int[] result = new int[rank];
        result.AsSpan().Fill(1);
        foreach (Shape shape in shapes)
        {
            Shape expanded = shape.Expand(rank);
            for (int axis = 0; axis < rank; axis++)
            {
                if (expanded[axis] != 1 && result[axis] != 1 && result[axis] != expanded[axis])
                {
                    string all = string.Join(", ", shapes.ToArray());
                    throw new ArgumentException($"combines constants of shapes {all}, which do not broadcast");
                }

                result[axis] = expanded[axis] == 1 ? result[axis] : expanded[axis];
            }
        }

        Shape broadcast = new(result);
        return broadcast.Count <= MostElements
            ? broadcast
            : throw new ResourceLimitException($"{operation}: {broadcast.Count:N0} integers are no arithmetic of shapes.");
    }

    /// <summary>
    /// For each element of <paramref name="result"/>, row-major, the offset of the element of <paramref name="source"/> that broadcasts to
    /// it.
    /// </summary>
    public static int[] OffsetsIn(Shape source, Shape result)
    {
        Shape input = source.Expand(result.Rank);
        int[] offsets = new int[result.Count];
        int repeat = 1, stride = 1;                         // elements of the result, and of the source, behind the axis
        for (int axis = result.Rank - 1; axis >= 0; axis--)
        {
            for (int i = 0; i < offsets.Length && input[axis] != 1; i++)
                offsets[i] += i / repeat % result[axis] * stride;
            repeat *= result[axis];
            stride *= input[axis];
        }

        return offsets;
    }
}
