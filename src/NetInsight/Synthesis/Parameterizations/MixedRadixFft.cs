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
        {
            (_sines[i], _cosines[i]) = Math.SinCos(2 * Math.PI * i / length);
            if (4L * i % length == 0)
                (_sines[i], _cosines[i]) = (Math.Round(_sines[i]), Math.Round(_cosines[i]));
        }

        if (_radices.Any(radix => radix > LargestRadix))
            _chirp = new ChirpTransform(length);
    }

    /// <summary>The elements of a signal.</summary>
    public int Length { get; }

    /// <summary>Transforms signals, [length, signals], in a buffer that holds the result afterwards.</summary>
    /// <param name="rows">Both parts.</param>
    /// <param name="signals">Signals side by side.</param>
    /// <param name="isInverse">exp(+...) instead of exp(-...).</param>
    public void Run(FftBuffer rows, int signals, bool isInverse)
    {
        if (_chirp is not null)
        {
            _chirp.Run(rows.Real, rows.Imaginary, signals, isInverse);
            return;
        }

        int done = 1;
        foreach (int radix in _radices)
        {
            if (radix == 4)
                StageOfFour(rows, signals, done, isInverse);
            else if (radix == 2)
                StageOfTwo(rows, signals, done, isInverse);
            else
                Stage(rows.Real, rows.Imaginary, rows.NextReal, rows.NextImaginary, signals, done, radix, isInverse);
            rows.Swap();
            done *= radix;
        }
    }

    /// <summary>A stage of radix 4: three rotations, then sums and differences; a quarter turn only exchanges both parts.</summary>
    private void StageOfFour(FftBuffer rows, int signals, int l, bool isInverse)
    {
        int m = Length / (4 * l), from = m * l * signals, to = l * signals;
        double sign = isInverse ? 1 : -1;
        for (int at = 0; at < m * l; at++)
        {
            int k = at % l, x = at * signals, y = (4 * (at - k) + k) * signals;
            Rotation one = RootOf(k * m, sign), two = RootOf(2 * k * m, sign), three = RootOf(3 * k * m, sign);
            ReadOnlySpan<double> r0 = rows.Real.AsSpan(x, signals), i0 = rows.Imaginary.AsSpan(x, signals);
            ReadOnlySpan<double> r1 = rows.Real.AsSpan(x + from, signals), i1 = rows.Imaginary.AsSpan(x + from, signals);
            ReadOnlySpan<double> r2 = rows.Real.AsSpan(x + 2 * from, signals), i2 = rows.Imaginary.AsSpan(x + 2 * from, signals);
            ReadOnlySpan<double> r3 = rows.Real.AsSpan(x + 3 * from, signals), i3 = rows.Imaginary.AsSpan(x + 3 * from, signals);
            Span<double> s0 = rows.NextReal.AsSpan(y, signals), t0 = rows.NextImaginary.AsSpan(y, signals);
            Span<double> s1 = rows.NextReal.AsSpan(y + to, signals), t1 = rows.NextImaginary.AsSpan(y + to, signals);
            Span<double> s2 = rows.NextReal.AsSpan(y + 2 * to, signals), t2 = rows.NextImaginary.AsSpan(y + 2 * to, signals);
            Span<double> s3 = rows.NextReal.AsSpan(y + 3 * to, signals), t3 = rows.NextImaginary.AsSpan(y + 3 * to, signals);
            int i = 0, lanes = Vector<double>.Count;
            for (; i <= signals - lanes; i += lanes)
            {
                Vector<double> ar = new(r0[i..]), ai = new(i0[i..]), br = new(r1[i..]), bi = new(i1[i..]);
                Vector<double> cr = new(r2[i..]), ci = new(i2[i..]), dr = new(r3[i..]), di = new(i3[i..]);
                (br, bi) = (br * one.Cosine - bi * one.Sine, br * one.Sine + bi * one.Cosine);
                (cr, ci) = (cr * two.Cosine - ci * two.Sine, cr * two.Sine + ci * two.Cosine);
                (dr, di) = (dr * three.Cosine - di * three.Sine, dr * three.Sine + di * three.Cosine);
                Vector<double> er = ar + cr, ei = ai + ci, fr = ar - cr, fi = ai - ci, gr = br + dr, gi = bi + di;
                Vector<double> hr = (br - dr) * sign, hi = (bi - di) * sign;
                (er + gr).CopyTo(s0[i..]);
                (ei + gi).CopyTo(t0[i..]);
                (fr - hi).CopyTo(s1[i..]);
                (fi + hr).CopyTo(t1[i..]);
                (er - gr).CopyTo(s2[i..]);
                (ei - gi).CopyTo(t2[i..]);
                (fr + hi).CopyTo(s3[i..]);
                (fi - hr).CopyTo(t3[i..]);
            }

            for (; i < signals; i++)
            {
                double br = r1[i] * one.Cosine - i1[i] * one.Sine, bi = r1[i] * one.Sine + i1[i] * one.Cosine;
                double cr = r2[i] * two.Cosine - i2[i] * two.Sine, ci = r2[i] * two.Sine + i2[i] * two.Cosine;
                double dr = r3[i] * three.Cosine - i3[i] * three.Sine, di = r3[i] * three.Sine + i3[i] * three.Cosine;
                double er = r0[i] + cr, ei = i0[i] + ci, fr = r0[i] - cr, fi = i0[i] - ci, gr = br + dr, gi = bi + di;
                double hr = (br - dr) * sign, hi = (bi - di) * sign;
                (s0[i], t0[i], s1[i], t1[i]) = (er + gr, ei + gi, fr - hi, fi + hr);
                (s2[i], t2[i], s3[i], t3[i]) = (er - gr, ei - gi, fr + hi, fi - hr);
            }
        }
    }

    /// <summary>A stage of radix 2: a rotation, a sum and a difference.</summary>
    private void StageOfTwo(FftBuffer rows, int signals, int l, bool isInverse)
    {
        int m = Length / (2 * l), from = m * l * signals, to = l * signals;
        for (int at = 0; at < m * l; at++)
        {
            int k = at % l, x = at * signals, y = (2 * (at - k) + k) * signals;
            Rotation root = RootOf(k * m, isInverse ? 1 : -1);
            ReadOnlySpan<double> r0 = rows.Real.AsSpan(x, signals), i0 = rows.Imaginary.AsSpan(x, signals);
            ReadOnlySpan<double> r1 = rows.Real.AsSpan(x + from, signals), i1 = rows.Imaginary.AsSpan(x + from, signals);
            Span<double> s0 = rows.NextReal.AsSpan(y, signals), t0 = rows.NextImaginary.AsSpan(y, signals);
            Span<double> s1 = rows.NextReal.AsSpan(y + to, signals), t1 = rows.NextImaginary.AsSpan(y + to, signals);
            int i = 0, lanes = Vector<double>.Count;
            for (; i <= signals - lanes; i += lanes)
            {
                Vector<double> ar = new(r0[i..]), ai = new(i0[i..]), br = new(r1[i..]), bi = new(i1[i..]);
                (br, bi) = (br * root.Cosine - bi * root.Sine, br * root.Sine + bi * root.Cosine);
                (ar + br).CopyTo(s0[i..]);
                (ai + bi).CopyTo(t0[i..]);
                (ar - br).CopyTo(s1[i..]);
                (ai - bi).CopyTo(t1[i..]);
            }

            for (; i < signals; i++)
            {
                double br = r1[i] * root.Cosine - i1[i] * root.Sine, bi = r1[i] * root.Sine + i1[i] * root.Cosine;
                (s0[i], t0[i], s1[i], t1[i]) = (r0[i] + br, i0[i] + bi, r0[i] - br, i0[i] - bi);
            }
        }
    }

    private Rotation RootOf(int turn, double sign) => new(_cosines[turn], sign * _sines[turn]);

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

    /// <summary>A complex number of magnitude 1.</summary>
    private readonly record struct Rotation(double Cosine, double Sine);
}
