using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Embedding;

/// <summary>A symmetric matrix reduced to tridiagonal form by Householder reflections I - 2 v v' / v'v, which are kept.</summary>
internal sealed class Tridiagonal
{
    private readonly int _size;
    private readonly double[] _reflections;         // row k holds v of step k from column k + 1 on
    private readonly double[] _factors;             // 2 / v'v; 0 where no reflection was needed

    private Tridiagonal(int size, double[] reflections)
    {
        _size = size;
        _reflections = reflections;
        _factors = new double[size];
        Diagonal = new double[size];
        Subdiagonal = new double[size];
    }

    /// <summary>The diagonal.</summary>
    public double[] Diagonal { get; }

    /// <summary>Element i lies between Diagonal[i] and Diagonal[i + 1]; the last is 0.</summary>
    public double[] Subdiagonal { get; }

    /// <summary>Reduces a matrix, which is overwritten.</summary>
    /// <remarks>
    /// <code>
    ///   for each step k, with v the reflection of row k, beta = 2 / v'v, and A the rest of the matrix below it
    ///     w:        w = beta A v - (beta^2 v'Av / 2) v
    ///     update:   A := A - v w' - w v'; the next row first, since it holds the next v
    ///     multiply: the next A v, in the same pass over A, so that A goes through the caches once a step
    /// </code>
    /// </remarks>
    public static Tridiagonal Reduce(CpuDevice device, double[] matrix, int size)
    {
        Tridiagonal result = new(size, matrix);
        double[] v = new double[size], w = new double[size], next = new double[size], product = new double[size];
        for (int k = 0; k < size - 2; k++)
        {
            if (k == 0)
                result.Reflect(0, next);
            double factor = result._factors[k];
            if (k == 0)
                device.ForRanges(size - 1, size, (start, end) => result.Multiply(start + 1, end + 1, 0, next, product));
            (v, next) = (next, v);

            // w.
            int from = k + 1;
            double half = factor * factor * DoubleAccumulation.Dot(v.AsSpan(from), product.AsSpan(from)) / 2;
            for (int i = from; i < size; i++)
                w[i] = factor * product[i] - half * v[i];


            // Update and multiply.
            Update(matrix.AsSpan(from * size, size), from, v[from], w[from], v, w);
            int row = from;
            if (row < size - 2)
                result.Reflect(row, next);
            double[] oldV = v, newV = next;
            device.ForRanges(size - 1 - from, size - from, (start, end) =>
            {
                for (int i = from + 1 + start; i < from + 1 + end; i++)
                    Update(matrix.AsSpan(i * size, size), from, oldV[i], w[i], oldV, w);
                if (row < size - 2)
                    result.Multiply(from + 1 + start, from + 1 + end, row, newV, product);
            });
        }

        for (int i = 0; i < size; i++)
            result.Diagonal[i] = matrix[i * size + i];
        if (size > 1)
            result.Subdiagonal[size - 2] = matrix[(size - 2) * size + size - 1];
        return result;
    }

    /// <summary>From eigenvectors of the tridiagonal matrix to those of the original: v := Q v for each row.</summary>
    public void ApplyTo(CpuDevice device, double[] vectors, int count) => device.For(count, (long)_size * _size, index =>
    {
        for (int k = _size - 3; k >= 0; k--)
        {
            Span<double> vector = vectors.AsSpan(index * _size + k + 1, _size - k - 1);
            ReadOnlySpan<double> v = _reflections.AsSpan(k * _size + k + 1, _size - k - 1);
            double factor = _factors[k] * DoubleAccumulation.Dot(v, vector);
            for (int i = 0; i < vector.Length; i++)
                vector[i] -= factor * v[i];
        }
    });

    /// <summary>Computes the reflection of row k, stores it in the row and in <paramref name="v"/>.</summary>
    private void Reflect(int k, double[] v)
    {
        Span<double> row = _reflections.AsSpan(k * _size + k + 1, _size - k - 1);
        double largest = 0;
        foreach (double value in row)
            largest = Math.Max(largest, Math.Abs(value));
        double norm = largest == 0 ? 0 : largest * Math.Sqrt(Squares(row, largest));
        double first = row[0];
        if (norm == Math.Abs(first))
        {
            Subdiagonal[k] = first;                        // only the first element is not 0: no reflection
            row.Clear();
        }
        else
        {
            Subdiagonal[k] = first > 0 ? -norm : norm;
            row[0] = first - Subdiagonal[k];
            for (int i = 0; i < row.Length; i++)
                row[i] /= norm;                     // lengths between 1 and 2: no square overflows
            _factors[k] = 2 / DoubleAccumulation.Dot(row, row);
        }

        row.CopyTo(v.AsSpan(k + 1));

        static double Squares(ReadOnlySpan<double> values, double unit)
        {
            double sum = 0;
            foreach (double value in values)
                sum += value / unit * (value / unit);
            return sum;
        }
    }

    /// <summary>product = A v for some rows of A, the matrix below row k.</summary>
    private void Multiply(int start, int end, int k, double[] v, double[] product)
    {
        for (int i = start; i < end; i++)
            product[i] = DoubleAccumulation.Dot(_reflections.AsSpan(i * _size + k + 1, _size - k - 1), v.AsSpan(k + 1, _size - k - 1));
    }

    /// <summary>row -= a w + b v, from column <paramref name="from"/> on.</summary>
    private static void Update(Span<double> row, int from, double a, double b, double[] v, double[] w)
    {
        ref double target = ref MemoryMarshal.GetReference(row), x = ref v[0], y = ref w[0];
        int i = from;
        for (; i <= row.Length - 4; i += 4)
        {
            Vector256<double> change = a * Vector256.LoadUnsafe(ref y, (nuint)i) + b * Vector256.LoadUnsafe(ref x, (nuint)i);
            (Vector256.LoadUnsafe(ref target, (nuint)i) - change).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < row.Length; i++)
            row[i] -= a * w[i] + b * v[i];
    }
}
