namespace NetInsight.Tests.Kernels;

/// <summary>What definitions are written in: tensors by place, and windows counted one place at a time.</summary>
internal static class Slow
{
    /// <summary>All places of a shape, row-major.</summary>
    public static IEnumerable<int[]> Places(Shape shape)
    {
        for (int i = 0; i < shape.Count; i++)
        {
            int[] place = new int[shape.Rank];
            for (int axis = shape.Rank - 1, rest = i; axis >= 0; rest /= shape[axis--])
                place[axis] = rest % shape[axis];
            yield return place;
        }
    }

    /// <summary>The element at a place.</summary>
    public static double At(this double[] values, Shape shape, params ReadOnlySpan<int> place)
    {
        int offset = 0;
        for (int axis = 0; axis < shape.Rank; axis++)
            offset = offset * shape[axis] + place[axis];
        return values[offset];
    }

    public static double[] Fill(Shape shape, Func<int[], double> value) => [.. Places(shape).Select(value)];

    /// <summary>A signal N x C x W as maps of one row.</summary>
    public static Shape AsMap(Shape shape) => shape.Rank == 3 ? new Shape(shape[0], shape[1], 1, shape[2]) : shape;

    /// <summary>Padding before and after, for auto_pad as ONNX states it.</summary>
    public static (int Before, int After) Padding(WindowAxis axis, int input)
    {
        if (axis.Auto == AutoPadding.Explicit)
            return (axis.Before, axis.After);
        int outputs = (int)Math.Ceiling((double)input / axis.Stride), span = (axis.Kernel - 1) * axis.Dilation + 1;
        int total = Math.Max((outputs - 1) * axis.Stride + span - input, 0);
        return axis.Auto == AutoPadding.SameUpper ? (total / 2, total - total / 2) : (total - total / 2, total / 2);
    }

    /// <summary>
    /// Windows that fit, counted; with <paramref name="ceiling"/> one more where places are left over and it begins on the map or before.
    /// </summary>
    public static int Outputs(WindowAxis axis, int input, bool ceiling)
    {
        (int before, int after) = Padding(axis, input);
        int span = (axis.Kernel - 1) * axis.Dilation + 1, count = 0;
        while (count * axis.Stride + span <= before + input + after)
            count++;
        bool isLeftOver = (count - 1) * axis.Stride + span < before + input + after;
        return ceiling && isLeftOver && count * axis.Stride < before + input ? count + 1 : count;
    }

    /// <summary>Where each tap of an output lies, counted from the first place of the map.</summary>
    public static IEnumerable<(int Tap, int Place)> Taps(WindowAxis axis, int output, int input) =>
        Enumerable.Range(0, axis.Kernel).Select(tap => (tap, output * axis.Stride - Padding(axis, input).Before + tap * axis.Dilation));

    /// <summary>The shape of maps that a window makes, always of rank 4.</summary>
    public static Shape Slide(Window window, Shape map, int channels) => new(
        map[0], channels, Outputs(window.Rows, map[2], window.Ceiling), Outputs(window.Columns, map[3], window.Ceiling));

    /// <summary>The places that a window sees at output (i, j), those outside the map included.</summary>
    public static IEnumerable<(int Row, int Column)> Seen(Window window, Shape map, int i, int j) =>
        from row in Taps(window.Rows, i, map[2]) from column in Taps(window.Columns, j, map[3]) select (row.Place, column.Place);

    public static bool IsOnMap(Shape map, int row, int column) => row >= 0 && row < map[2] && column >= 0 && column < map[3];

    /// <summary>The places that a slice takes of an axis, one by one.</summary>
    public static IEnumerable<int> Chosen(SliceAxis slice, int extent)
    {
        Int128 start = slice.Start < 0 ? (Int128)slice.Start + extent : slice.Start, end = slice.End < 0 ? (Int128)slice.End + extent : slice.End;
        if (slice.Step > 0)
        {
            for (Int128 place = Int128.Max(start, 0); place < Int128.Min(end, extent); place += slice.Step)
                yield return (int)place;
        }
        else
        {
            // ONNX cuts a start before the tensor to its first place, where NumPy would find nothing; ONNX Runtime agrees.
            for (Int128 place = Int128.Clamp(start, 0, Math.Max(extent - 1, 0)); extent > 0 && place > Int128.Max(end, -1); place += slice.Step)
                yield return (int)place;
        }
    }
}
