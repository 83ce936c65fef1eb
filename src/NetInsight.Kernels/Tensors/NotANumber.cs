using System.Numerics;

namespace NetInsight.Kernels.Tensors;

/// <summary>
/// Finds NaNs: a search by equality takes an element at a time, which for a batch of images is as long as a GPU's whole run.
/// </summary>
internal static class NotANumber
{
    /// <summary>Values of a part that a thread searches.</summary>
    private const int Part = 1 << 18;

    /// <summary>The index of the first NaN; -1 where there is none. Several threads search where there is much.</summary>
    public static int IndexIn(ReadOnlyMemory<float> values)
    {
        int parts = (values.Length + Part - 1) / Part, first = int.MaxValue;
        if (parts <= 2)
            return IndexIn(values.Span);
        Lock found = new();
        Parallel.For(0, parts, part =>
        {
            int start = part * Part, index = IndexIn(values.Span.Slice(start, Math.Min(Part, values.Length - start)));
            if (index < 0)
                return;
            lock (found)
                first = Math.Min(first, start + index);
        });
        return first == int.MaxValue ? -1 : first;
    }

    private static int IndexIn(ReadOnlySpan<float> values)
    {
        int start = 0;
        for (; start <= values.Length - Vector<float>.Count; start += Vector<float>.Count)
        {
            Vector<float> vector = new(values[start..]);
            if (!Vector.EqualsAll(vector, vector))
                break;
        }

        for (; start < values.Length; start++)
        {
            if (float.IsNaN(values[start]))
                return start;
        }

        return -1;
    }
}
