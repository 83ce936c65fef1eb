using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Embedding;

/// <summary>
/// Applies rotations of neighbouring rows to a matrix that starts as the identity: rotations are collected and then applied together, by
/// strips of 32 columns, so that a strip stays in the cache.
/// </summary>
/// <remarks>
/// <code>
///   for each strip of 32 columns, in parallel     size x 32 doubles: second-level cache
///     for each rotation, in order                 rows i and i + 1: 4 columns in the lanes, then the rest one by one
/// </code>
/// </remarks>
internal sealed class GivensRotations(CpuDevice device, int size)
{
    private const int Strip = 32;                   // columns

    private readonly List<(int Row, double Cosine, double Sine)> _pending = [];
    private readonly double[] _matrix = Identity(size);

    /// <summary>Rows i and i + 1 become cosine * row(i) - sine * row(i + 1) and sine * row(i) + cosine * row(i + 1).</summary>
    public void Add(int row, double cosine, double sine)
    {
        _pending.Add((row, cosine, sine));
        if (_pending.Count >= 32 * size)
            Apply();
    }

    /// <summary>The matrix after all rotations, row by row.</summary>
    public double[] Finish()
    {
        Apply();
        return _matrix;
    }

    private void Apply()
    {
        device.For((size + Strip - 1) / Strip, (long)_pending.Count * Strip, index =>
        {
            int start = index * Strip, width = Math.Min(Strip, size - start);
            foreach ((int row, double cosine, double sine) in CollectionsMarshal.AsSpan(_pending))
                Rotate(_matrix.AsSpan(row * size + start, width), _matrix.AsSpan((row + 1) * size + start, width), cosine, sine);
        });
        _pending.Clear();
    }

    private static void Rotate(Span<double> upper, Span<double> lower, double cosine, double sine)
    {
        ref double a = ref MemoryMarshal.GetReference(upper), b = ref MemoryMarshal.GetReference(lower);
        int i = 0;

        // 4 columns: one in each lane.
        for (; i <= upper.Length - 4; i += 4)
        {
            Vector256<double> x = Vector256.LoadUnsafe(ref a, (nuint)i), y = Vector256.LoadUnsafe(ref b, (nuint)i);
            (cosine * x - sine * y).StoreUnsafe(ref a, (nuint)i);
            (sine * x + cosine * y).StoreUnsafe(ref b, (nuint)i);
        }

        // Remaining columns: the scalar equivalent.
        for (; i < upper.Length; i++)
            (upper[i], lower[i]) = (cosine * upper[i] - sine * lower[i], sine * upper[i] + cosine * lower[i]);
    }

    private static double[] Identity(int size)
    {
        double[] matrix = new double[size * size];
        for (int i = 0; i < size; i++)
            matrix[i * size + i] = 1;
        return matrix;
    }
}
