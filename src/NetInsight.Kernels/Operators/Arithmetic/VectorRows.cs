using System.Numerics;
using System.Runtime.InteropServices;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>
/// Rows of elements through an operation's vector form; the elements behind the last whole vector through its scalar form.
/// </summary>
/// <remarks>
/// <code>
///   vectors:   z_i = f(a_i, b_i)    one element in each lane
///   remainder: z_i = f(a_i, b_i)    the scalar equivalent, for the elements behind the last whole vector
/// </code>
/// </remarks>
internal static class VectorRows
{
    /// <summary>z_i = a_i with b_i.</summary>
    public static void Values<TOperation>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> z)
        where TOperation : struct, IVectorArithmetic
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(a), right = MemoryMarshal.Cast<float, Vector<float>>(b);
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(z);

        // Vectors.
        for (int i = 0; i < results.Length; i++)
            results[i] = TOperation.Lanes(left[i], right[i]);

        // Remainder.
        for (int i = results.Length * Vector<float>.Count; i < z.Length; i++)
            z[i] = TOperation.Value(a[i], b[i]);
    }

    /// <summary>z_i = a_i with b.</summary>
    public static void Values<TOperation>(ReadOnlySpan<float> a, float b, Span<float> z)
        where TOperation : struct, IVectorArithmetic
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(a);
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(z);
        Vector<float> right = new(b);

        // Vectors.
        for (int i = 0; i < results.Length; i++)
            results[i] = TOperation.Lanes(left[i], right);

        // Remainder.
        for (int i = results.Length * Vector<float>.Count; i < z.Length; i++)
            z[i] = TOperation.Value(a[i], b);
    }

    /// <summary>1 in the lanes of a mask, 0 in the others.</summary>
    public static Vector<float> Flags(Vector<int> mask) => Vector.ConditionalSelect(mask, Vector<float>.One, Vector<float>.Zero);

    /// <summary>The lanes that are true: not a zero. NaN counts as true.</summary>
    public static Vector<int> Truths(Vector<float> x) => ~Vector.Equals(x, Vector<float>.Zero);
}
