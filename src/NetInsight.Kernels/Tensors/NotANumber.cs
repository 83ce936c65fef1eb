using System.Numerics;

namespace NetInsight.Kernels.Tensors;

/// <summary>Finds NaNs: a search by equality takes an element at a time, which for a batch of images is as long as a GPU's whole run.</summary>
internal static class NotANumber
{
    /// <summary>The index of the first NaN; -1 where there is none.</summary>
    public static int IndexIn(ReadOnlySpan<float> values)
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
