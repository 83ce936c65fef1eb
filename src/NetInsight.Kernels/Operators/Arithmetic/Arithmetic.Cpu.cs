using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Arithmetic;

internal sealed partial record Arithmetic<TOperation>
{
    /// <inheritdoc/>
    /// <remarks>
    /// The result is cut into runs over which both inputs either advance or stand still; a run is one vector loop.
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor left = x[0], right = x[1];
        Shape shape = y.Shape, a = left.Shape.Expand(shape.Rank), b = right.Shape.Expand(shape.Rank);
        int axis = shape.Rank;                      // the run covers the dimensions from here on
        int run = 1;
        bool leftAdvances = true, rightAdvances = true;
        while (axis > 0)
        {
            int extent = shape[axis - 1];
            bool leftHere = a[axis - 1] == extent, rightHere = b[axis - 1] == extent;
            if (run > 1 && extent > 1 && (leftHere != leftAdvances || rightHere != rightAdvances))
                break;
            if (extent > 1)
                (leftAdvances, rightAdvances) = (leftHere, rightHere);
            run *= extent;
            axis--;
        }

        int outer = axis;
        bool leftStands = Stands(a, outer), rightStands = Stands(b, outer);
        bool isTiling = (leftStands && Whole(b, shape, outer)) || (rightStands && Whole(a, shape, outer));
        if (run is > 0 and < ShortRun && outer > 0 && leftAdvances && rightAdvances && isTiling)
        {
            InTiles(device, left, leftStands, right, rightStands, y, run);
            return;
        }

        device.ForRanges(run == 0 ? 0 : y.Count / run, run, (start, end) =>
        {
            for (int index = start; index < end; index++)
            {
                ReadOnlySpan<float> u = left.AsSpan()[Offset(index, shape, a, outer)..];
                ReadOnlySpan<float> v = right.AsSpan()[Offset(index, shape, b, outer)..];
                Span<float> z = y.AsSpan().Slice(index * run, run);
                if (leftAdvances && rightAdvances)
                    TOperation.Rows(u[..run], v[..run], z);
                else if (leftAdvances)
                    TOperation.Row(u[..run], v[0], z);
                else
                    for (int i = 0; i < run; i++)
                        z[i] = TOperation.Value(u[0], v[i]);
            }
        });
    }

    /// <summary>Runs below this length are put together: a few numbers, one for each channel say, are repeated to a row as long as many runs.</summary>
    private const int ShortRun = 64;

    private static bool Stands(Shape input, int outer) => input.Product(0, outer) == 1;

    private static bool Whole(Shape input, Shape result, int outer) => input.Product(0, outer) == result.Product(0, outer);

    private static void InTiles(CpuDevice device, Tensor left, bool leftStands, Tensor right, bool rightStands, Tensor y, int run)
    {
        const int Runs = 64;
        float[] lefts = leftStands ? Repeated(left, run, Runs) : [], rights = rightStands ? Repeated(right, run, Runs) : [];
        int tile = Runs * run;
        device.ForRanges((y.Count + tile - 1) / tile, tile, (start, end) =>
        {
            for (int index = start; index < end; index++)
            {
                int first = index * tile, count = Math.Min(tile, y.Count - first);
                ReadOnlySpan<float> u = leftStands ? lefts.AsSpan(0, count) : left.AsSpan().Slice(first, count);
                ReadOnlySpan<float> v = rightStands ? rights.AsSpan(0, count) : right.AsSpan().Slice(first, count);
                TOperation.Rows(u, v, y.AsSpan().Slice(first, count));
            }
        });
    }

    private static float[] Repeated(Tensor values, int run, int times)
    {
        float[] row = new float[run * times];
        for (int i = 0; i < times; i++)
            values.AsSpan()[..run].CopyTo(row.AsSpan(i * run));
        return row;
    }

    /// <summary>Where run <paramref name="index"/> begins in an input whose dimensions are the result's or 1.</summary>
    private static int Offset(int index, Shape result, Shape input, int outer)
    {
        int offset = 0, stride = input.Product(outer, input.Rank);
        for (int axis = outer - 1; axis >= 0; axis--)
        {
            int place = index % result[axis];
            index /= result[axis];
            offset += input[axis] == 1 ? 0 : place * stride;
            stride *= input[axis];
        }

        return offset;
    }
}
