using System.Numerics;
using System.Runtime.InteropServices;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Arithmetic;

internal sealed partial record Where
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    /// for run                          the outer dimensions of y, on all threads
    ///   offset of each input           dimensions of 1 stand still
    ///   for vector of the run          the inner dimensions, over which each input advances with y or stays at one value (broadcast)
    ///     y = select(c != 0, a, b)
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Shape shape = y.Shape;
        Tensor[] inputs = x.ToArray();
        Shape[] shapes = Array.ConvertAll(inputs, input => input.Shape.Expand(shape.Rank));
        (int outer, int run, bool[] advances) = Runs(shape, shapes);
        device.ForRanges(run == 0 ? 0 : y.Count / run, run, (start, end) =>
        {
            for (int index = start; index < end; index++)
            {
                Select(
                    inputs[0].AsSpan().Slice(Offset(index, shape, shapes[0], outer), advances[0] ? run : 1),
                    inputs[1].AsSpan().Slice(Offset(index, shape, shapes[1], outer), advances[1] ? run : 1),
                    inputs[2].AsSpan().Slice(Offset(index, shape, shapes[2], outer), advances[2] ? run : 1),
                    y.AsSpan().Slice(index * run, run));
            }
        });
    }

    /// <summary>
    /// The longest runs of the result over which every input either advances or stands still, and the number of dimensions outside of
    /// them.
    /// </summary>
    private static (int Outer, int Run, bool[] Advances) Runs(Shape shape, Shape[] inputs)
    {
        bool[] advances = [true, true, true];
        int axis = shape.Rank, run = 1;
        for (; axis > 0; axis--)
        {
            int extent = shape[axis - 1];
            bool[] here = Array.ConvertAll(inputs, input => input[axis - 1] == extent);
            if (run > 1 && extent > 1 && !here.AsSpan().SequenceEqual(advances))
                break;
            if (extent > 1)
                advances = here;
            run *= extent;
        }

        return (axis, run, advances);
    }

    /// <summary>A run; an input of one element stands still.</summary>
    private static void Select(ReadOnlySpan<float> c, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        // Vectors: one element in each lane; a condition of 0 selects b, all others, NaN too, a.
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(y);
        ReadOnlySpan<Vector<float>> conditions = VectorsOf(c, y.Length), first = VectorsOf(a, y.Length), second = VectorsOf(b, y.Length);
        Vector<float> condition = new(c[0]), value = new(a[0]), other = new(b[0]);
        for (int i = 0; i < results.Length; i++)
        {
            Vector<int> isFalse = Vector.Equals(conditions.IsEmpty ? condition : conditions[i], Vector<float>.Zero);
            results[i] = Vector.ConditionalSelect(isFalse, second.IsEmpty ? other : second[i], first.IsEmpty ? value : first[i]);
        }

        // Remainder: the scalar equivalent.
        for (int i = results.Length * Vector<float>.Count; i < y.Length; i++)
            y[i] = c[c.Length == 1 ? 0 : i] != 0 ? a[a.Length == 1 ? 0 : i] : b[b.Length == 1 ? 0 : i];
    }

    private static ReadOnlySpan<Vector<float>> VectorsOf(ReadOnlySpan<float> values, int run) =>
        values.Length == run ? MemoryMarshal.Cast<float, Vector<float>>(values) : [];

    /// <summary>The offset at which run <paramref name="index"/> begins in an input whose dimensions are the result's or 1.</summary>
    private static int Offset(int index, Shape result, Shape input, int outer)
    {
        int offset = 0, stride = input.Product(outer, input.Rank);
        for (int axis = outer - 1; axis >= 0; index /= result[axis--])
        {
            offset += input[axis] == 1 ? 0 : index % result[axis] * stride;
            stride *= input[axis];
        }

        return offset;
    }
}
