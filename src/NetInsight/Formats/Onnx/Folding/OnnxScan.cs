using System.Numerics;
using NetInsight.Formats.Onnx.Operators;
using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Formats.Onnx.Folding;

/// <summary>Running sums and arithmetic sequences of constants.</summary>
internal static class OnnxScan
{
    /// <summary>
    /// CumSum: y_i = x_0 + ... + x_i along the axis that input 1 names; without x_i where exclusive, from the end where reverse. Null
    /// where the axis is not one value.
    /// </summary>
    public static T[]? Sums<T>(OnnxNode node, OnnxConstant?[] inputs, T[] x) where T : struct, INumber<T>
    {
        if (inputs is not [{ } first, { } axes] || axes.AsLongs() is not [long named])
            return null;
        Shape shape = first.Shape;
        int axis = OnnxOperators.InRange(named, shape.Rank), extent = shape[axis], stride = shape.Product(axis + 1, shape.Rank);
        bool isExclusive = node.Int("exclusive", 0) != 0, isReverse = node.Int("reverse", 0) != 0;
        T[] y = new T[x.Length];
        for (int line = 0; line < (extent == 0 ? 0 : x.Length / extent); line++)
        {
            int start = line / stride * extent * stride + line % stride;
            T sum = T.Zero;
            for (int i = 0; i < extent; i++)
            {
                int at = start + (isReverse ? extent - 1 - i : i) * stride;
                T next = checked(sum + x[at]);
                y[at] = isExclusive ? sum : next;
                sum = next;
            }
        }

        return y;
    }

    /// <summary>Range: start, start + delta, ... up to but without limit; null where a bound is no scalar.</summary>
    public static OnnxConstant? Range(OnnxConstant?[] inputs)
    {
        if (inputs is not [{ Shape.Count: 1 } start, { Shape.Count: 1 } limit, { Shape.Count: 1 } delta])
            return null;
        return start.Longs is [long from] && limit.Longs is [long to] && delta.Longs is [long step]
            ? Integers(from, to, step)
            : Floats(start.AsFloats().AsSpan()[0], limit.AsFloats().AsSpan()[0], delta.AsFloats().AsSpan()[0]);
    }

    private static OnnxConstant Integers(long start, long limit, long delta)
    {
        int count = Checked(delta == 0 ? 0 : (double)Int128.Max(((Int128)limit - start + delta - Math.Sign(delta)) / delta, 0), delta);
        return new OnnxConstant(new Shape(count), [.. Enumerable.Range(0, count).Select(i => start + i * delta)]);
    }

    /// <summary>In doubles, rounded once: adding up in floats would drift.</summary>
    private static OnnxConstant Floats(float start, float limit, float delta)
    {
        int count = Checked(Math.Max(Math.Ceiling(((double)limit - start) / delta), 0), delta);
        return new OnnxConstant(new Tensor(new Shape(count),
            [.. Enumerable.Range(0, count).Select(i => (float)(start + (double)i * delta))]));
    }

    private static int Checked(double count, double delta)
    {
        if (delta == 0 || double.IsNaN(count))
            throw new ArgumentException("steps by 0 or by no number");
        return count <= OnnxBroadcast.MostElements ? (int)count
            : throw new ResourceLimitException($"A Range of {count:N0} elements is no arithmetic of shapes.");
    }
}
