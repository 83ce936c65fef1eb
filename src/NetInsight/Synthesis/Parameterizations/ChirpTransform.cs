namespace NetInsight.Synthesis.Parameterizations;

/// <summary>
/// The discrete Fourier transform of any length N as a convolution (Bluestein 1970): with the chirp c[n] = exp(-pi i n^2 / N),
/// X[k] = c[k] sum over n of (x[n] c[n]) conj(c[k - n]), by FFTs of a power of 2, M, of at least 2 N - 1.
/// </summary>
internal sealed class ChirpTransform
{
    private readonly int _length;
    private readonly MixedRadixFft _fft;
    private readonly double[] _chirpReal;
    private readonly double[] _chirpImaginary;
    private readonly double[] _filterReal;
    private readonly double[] _filterImaginary;

    /// <summary>For signals of a length.</summary>
    public ChirpTransform(int length)
    {
        int size = 1;
        while (size < 2 * length - 1)
            size *= 2;
        (_length, _fft) = (length, new MixedRadixFft(size));
        (_chirpReal, _chirpImaginary) = (new double[length], new double[length]);
        (_filterReal, _filterImaginary) = (new double[size], new double[size]);
        for (int n = 0; n < length; n++)
        {
            double turns = (double)((long)n * n % (2L * length)) / length;
            (double sine, double cosine) = Math.SinCos(Math.PI * turns);
            (_chirpReal[n], _chirpImaginary[n]) = (cosine, -sine);
            (_filterReal[n], _filterImaginary[n]) = (cosine, sine);
            if (n > 0)
                (_filterReal[size - n], _filterImaginary[size - n]) = (cosine, sine);
        }

        using FftBuffer filter = new(size);
        _filterReal.CopyTo(filter.Real, 0);
        _filterImaginary.CopyTo(filter.Imaginary, 0);
        _fft.Run(filter, 1, isInverse: false);
        filter.Real.AsSpan(0, size).CopyTo(_filterReal);
        filter.Imaginary.AsSpan(0, size).CopyTo(_filterImaginary);
    }

    /// <summary>Transforms signals in place, both parts [length, signals].</summary>
    public void Run(double[] real, double[] imaginary, int signals, bool isInverse)
    {
        // The inverse is the forward transform with real and imaginary parts exchanged, before and afterwards.
        (double[] xr, double[] xi) = isInverse ? (imaginary, real) : (real, imaginary);
        using FftBuffer rows = new(_fft.Length * signals);
        rows.Real.AsSpan(_length * signals).Clear();
        rows.Imaginary.AsSpan(_length * signals).Clear();
        for (int n = 0; n < _length; n++)
            Multiply(xr, xi, n, _chirpReal[n], _chirpImaginary[n], 1, rows.Real, rows.Imaginary, signals);
        _fft.Run(rows, signals, isInverse: false);
        for (int k = 0; k < _fft.Length; k++)
            Multiply(rows.Real, rows.Imaginary, k, _filterReal[k], _filterImaginary[k], 1, rows.Real, rows.Imaginary, signals);
        _fft.Run(rows, signals, isInverse: true);
        for (int k = 0; k < _length; k++)
            Multiply(rows.Real, rows.Imaginary, k, _chirpReal[k], _chirpImaginary[k], 1.0 / _fft.Length, xr, xi, signals);
    }

    /// <summary>Row y = scale x row x times a complex number.</summary>
    private static void Multiply(
        double[] xr, double[] xi, int row, double real, double imaginary, double scale, double[] yr, double[] yi, int signals)
    {
        (double c, double s) = (scale * real, scale * imaginary);
        for (int i = row * signals; i < (row + 1) * signals; i++)
            (yr[i], yi[i]) = (xr[i] * c - xi[i] * s, xr[i] * s + xi[i] * c);
    }
}
