using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Arithmetic;

internal sealed partial record Arithmetic<TOperation>
{
    /// <inheritdoc/>
    /// <remarks>
    /// The result is cut into runs: the innermost dimensions over which each input either advances in every one or repeats in every one.
    /// <code>
    ///   for each run, in parallel
    ///     both advance              z[run] = f(a[run], b[run])         one vector loop
    ///     only the left advances    z[run] = f(a[run], b)              one vector loop
    ///     only the right advances   z[run] = f(a, b[run])              element by element
    ///   short runs with one input that repeats from run to run: that input is copied out to the length of many runs (see InTiles)
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        // Run: as many inner dimensions as agree.
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

        // Short runs, one input the same in all of them.
        int outer = axis;
        bool leftRepeats = Repeats(a, outer), rightRepeats = Repeats(b, outer);
        bool isTiling = (leftRepeats && IsWhole(b, shape, outer)) || (rightRepeats && IsWhole(a, shape, outer));
        if (run is > 0 and < ShortRun && outer > 0 && leftAdvances && rightAdvances && isTiling)
        {
            InTiles(device, left, leftRepeats, right, rightRepeats, y, run);
            return;
        }

        // Each run, by what advances.
        device.ForRanges(run == 0 ? 0 : y.Count / run, run, (start, end) =>
        {
            for (int index = start; index < end; index++)
            {
                ReadOnlySpan<float> u = left.AsSpan()[Offset(index, shape, a, outer)..];
                ReadOnlySpan<float> v = right.AsSpan()[Offset(index, shape, b, outer)..];
                Span<float> z = y.AsSpan().Slice(index * run, run);
                if (leftAdvances && rightAdvances)
                    TOperation.Values(u[..run], v[..run], z);
                else if (leftAdvances)
                    TOperation.Values(u[..run], v[0], z);
                else
                    for (int i = 0; i < run; i++)
                        z[i] = TOperation.Value(u[0], v[i]);
            }
        });
    }

    /// <summary>Runs shorter than this are computed in tiles: for instance one element for each channel.</summary>
    private const int ShortRun = 64;

    private static bool Repeats(Shape input, int outer) => input.Product(0, outer) == 1;

    private static bool IsWhole(Shape input, Shape result, int outer) => input.Product(0, outer) == result.Product(0, outer);

    /// <summary>Computes tiles of 64 runs, one vector loop each, with the input that repeats copied out to a whole tile.</summary>
    private static void InTiles(CpuDevice device, Tensor left, bool leftRepeats, Tensor right, bool rightRepeats, Tensor y, int run)
    {
        const int Runs = 64;
        float[] lefts = leftRepeats ? Repeated(left, run, Runs) : [], rights = rightRepeats ? Repeated(right, run, Runs) : [];
        int tile = Runs * run;
        device.ForRanges((y.Count + tile - 1) / tile, tile, (start, end) =>
        {
            for (int index = start; index < end; index++)
            {
                int first = index * tile, count = Math.Min(tile, y.Count - first);
                ReadOnlySpan<float> u = leftRepeats ? lefts.AsSpan(0, count) : left.AsSpan().Slice(first, count);
                ReadOnlySpan<float> v = rightRepeats ? rights.AsSpan(0, count) : right.AsSpan().Slice(first, count);
                TOperation.Values(u, v, y.AsSpan().Slice(first, count));
            }
        });
    }

    private static float[] Repeated(Tensor values, int run, int times)
    {
        float[] tile = new float[run * times];
        for (int i = 0; i < times; i++)
            values.AsSpan()[..run].CopyTo(tile.AsSpan(i * run));
        return tile;
    }

    /// <summary>Offset of run <paramref name="index"/> in an input whose dimensions are the result's or 1.</summary>
    private static int Offset(int index, Shape result, Shape input, int outer)
    {
        int offset = 0, stride = input.Product(outer, input.Rank);
        for (int axis = outer - 1; axis >= 0; axis--)
        {
            int position = index % result[axis];
            index /= result[axis];
            offset += input[axis] == 1 ? 0 : position * stride;
            stride *= input[axis];
        }

        return offset;
    }
}
