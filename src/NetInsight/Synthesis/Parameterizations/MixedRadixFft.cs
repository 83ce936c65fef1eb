using System.Numerics;

namespace NetInsight.Synthesis.Parameterizations;

/// <summary>
/// FFTs of any length over many signals at once: element k of all signals lies in a row. Stockham's self-sorting algorithm with the prime
/// factors of the length as radices (4 for pairs of 2); a prime factor p costs p operations an element. Lengths with a prime factor above
/// 40, such as 227, are convolutions with a chirp, of a power of 2 (Bluestein 1970).
/// </summary>
/// <remarks>
/// <code>
///   length = l * r * m at each stage, l the product of the radices done
///     for j in m, k in l:                                   rows x[((q m + j) l + k)], q = 0 .. r - 1
///       t[q] = x[q] w^(q k)                                 w = exp(-+ 2 pi i / (l r))
///       y[((j r + p) l + k)] = sum over q of t[q] exp(-+ 2 pi i p q / r)
///   inner loops run along a row: several signals in a vector, the rest one by one in the same operations
/// </code>
/// No division: forward then inverse multiplies by the length.
/// </remarks>
internal sealed class MixedRadixFft
{
    private const int LargestRadix = 40;

    private readonly int[] _radices;
    private readonly double[] _cosines;
    private readonly double[] _sines;
    private readonly ChirpTransform? _chirp;

    /// <summary>For signals of a length.</summary>
    public MixedRadixFft(int length)
    {
        Length = length;
        _radices = [.. Factors(length)];
        _cosines = new double[length];
        _sines = new double[length];
        for (int i = 0; i < length; i++)
            (_sines[i], _cosines[i]) = Math.SinCos(2 * Math.PI * i / length);
        if (_radices.Any(radix => radix > LargestRadix))
            _chirp = new ChirpTransform(length);
    }

    /// <summary>The elements of a signal.</summary>
    public int Length { get; }

    /// <summary>Transforms signals; the arrays of both parts, [length, signals], hold the result afterwards.</summary>
    /// <param name="real">The real parts.</param>
    /// <param name="imaginary">The imaginary parts.</param>
    /// <param name="signals">Signals side by side.</param>
    /// <param name="isInverse">exp(+...) instead of exp(-...).</param>
    public void Run(ref double[] real, ref double[] imaginary, int signals, bool isInverse)
    {
        if (_chirp is not null)
        {
            _chirp.Run(real, imaginary, signals, isInverse);
            return;
        }

        double[] otherReal = new double[Length * signals], otherImaginary = new double[Length * signals];
        int done = 1;
        foreach (int radix in _radices)
        {
            Stage(real, imaginary, otherReal, otherImaginary, signals, done, radix, isInverse);
            (real, otherReal) = (otherReal, real);
            (imaginary, otherImaginary) = (otherImaginary, imaginary);
            done *= radix;
        }
    }

    private void Stage(
        double[] xr, double[] xi, double[] yr, double[] yi, int signals, int l, int r, bool isInverse)
    {
        int m = Length / (l * r);
        double[] tr = new double[r * signals], ti = new double[r * signals];
        for (int j = 0; j < m; j++)
        {
            for (int k = 0; k < l; k++)
            {
                for (int q = 0; q < r; q++)
                {
                    int from = ((q * m + j) * l + k) * signals;
                    Rotate(
                        xr.AsSpan(from, signals),
                        xi.AsSpan(from, signals),
                        tr.AsSpan(q * signals, signals),
                        ti.AsSpan(q * signals, signals),
                        (long)q * k * m % Length, isInverse);
                }

                for (int p = 0; p < r; p++)
                {
                    int to = ((j * r + p) * l + k) * signals;
                    Span<double> sumReal = yr.AsSpan(to, signals), sumImaginary = yi.AsSpan(to, signals);
                    tr.AsSpan(0, signals).CopyTo(sumReal);
                    ti.AsSpan(0, signals).CopyTo(sumImaginary);
                    for (int q = 1; q < r; q++)
                    {
                        AddRotated(
                            tr.AsSpan(q * signals, signals), ti.AsSpan(q * signals, signals), sumReal, sumImaginary,
                            (long)p * q % r * (Length / r), isInverse);
                    }
                }
            }
        }
    }

    /// <summary>y = x w^turn.</summary>
    private void Rotate(
        ReadOnlySpan<double> xr, ReadOnlySpan<double> xi, Span<double> yr, Span<double> yi, long turn, bool isInverse)
    {
        if (turn == 0)
        {
            xr.CopyTo(yr);
            xi.CopyTo(yi);
            return;
        }

        yr.Clear();
        yi.Clear();
        AddRotated(xr, xi, yr, yi, turn, isInverse);
    }

    /// <summary>y += x w^turn, w = exp(-+ 2 pi i / length); quarter turns without products.</summary>
    private void AddRotated(
        ReadOnlySpan<double> xr, ReadOnlySpan<double> xi, Span<double> yr, Span<double> yi, long turn, bool isInverse)
    {
        double cosine = _cosines[turn], sine = isInverse ? _sines[turn] : -_sines[turn];
        if (4 * turn % Length == 0)
            (cosine, sine) = (Math.Round(cosine), Math.Round(sine));
        int i = 0, lanes = Vector<double>.Count;
        Vector<double> c = new(cosine), s = new(sine);
        for (; i <= yr.Length - lanes; i += lanes)
        {
            Vector<double> a = new(xr[i..]), b = new(xi[i..]);
            (new Vector<double>(yr[i..]) + (a * c - b * s)).CopyTo(yr[i..]);
            (new Vector<double>(yi[i..]) + (a * s + b * c)).CopyTo(yi[i..]);
        }

        for (; i < yr.Length; i++)
        {
            double a = xr[i], b = xi[i];
            yr[i] += a * cosine - b * sine;
            yi[i] += a * sine + b * cosine;
        }
    }

    private static IEnumerable<int> Factors(int length)
    {
        while (length % 4 == 0)
        {
            yield return 4;
            length /= 4;
        }

        for (int factor = 2; length > 1; factor++)
        {
            while (length % factor == 0)
            {
                yield return factor;
                length /= factor;
            }
        }
    }
}
