namespace NetInsight.Synthesis.Parameterizations;

/// <summary>
/// The FFT of real images [H, W] and back, of any size: NumPy's rfft2 and, times H W, its irfft2. Spectra have W / 2 + 1 columns, the rest
/// being their conjugates.
/// </summary>
/// <remarks>
/// Two rows a and b of an image are one complex signal a + i b: its FFT has both spectra, which the symmetry of real signals takes apart.
/// What the real image does not need, the imaginary part of columns 0 and (for even W) W / 2 after the columns' FFT, is dropped.
/// </remarks>
internal sealed class RealFourier(int height, int width)
{
    private readonly MixedRadixFft _rows = new(width);
    private readonly MixedRadixFft _columns = new(height);

    /// <summary>Columns of the image.</summary>
    public int Width => width;

    private int Columns => width / 2 + 1;

    private int Pairs => (height + 1) / 2;

    /// <summary>From an image [H, W] to its spectrum, both parts [H, W / 2 + 1].</summary>
    public void Forward(double[] image, double[] real, double[] imaginary)
    {
        // Row p is the real part of signal p, row p + pairs the imaginary one; element k of all signals side by side.
        using FftBuffer z = new(width * Pairs), s = new(height * Columns);
        for (int column = 0; column < width; column++)
        {
            Span<double> first = z.Real.AsSpan(column * Pairs, Pairs), second = z.Imaginary.AsSpan(column * Pairs, Pairs);
            for (int pair = 0; pair < Pairs; pair++)
            {
                first[pair] = image[pair * width + column];
                second[pair] = pair + Pairs < height ? image[(pair + Pairs) * width + column] : 0;
            }
        }

        _rows.Run(z, Pairs, isInverse: false);
        for (int k = 0; k < Columns; k++)
        {
            int mirror = (width - k) % width;
            ReadOnlySpan<double> ar = z.Real.AsSpan(k * Pairs, Pairs), ai = z.Imaginary.AsSpan(k * Pairs, Pairs);
            ReadOnlySpan<double> br = z.Real.AsSpan(mirror * Pairs, Pairs), bi = z.Imaginary.AsSpan(mirror * Pairs, Pairs);
            for (int pair = 0; pair < Pairs; pair++)
            {
                int at = pair * Columns + k, other = at + Pairs * Columns;
                (s.Real[at], s.Imaginary[at]) = ((ar[pair] + br[pair]) / 2, (ai[pair] - bi[pair]) / 2);
                if (pair + Pairs < height)
                    (s.Real[other], s.Imaginary[other]) = ((ai[pair] + bi[pair]) / 2, (br[pair] - ar[pair]) / 2);
            }
        }

        _columns.Run(s, Columns, isInverse: false);
        s.Real.AsSpan(0, height * Columns).CopyTo(real);
        s.Imaginary.AsSpan(0, height * Columns).CopyTo(imaginary);
    }

    /// <summary>From a spectrum, both parts [H, W / 2 + 1], to the image [H, W], times H W.</summary>
    public void Inverse(double[] real, double[] imaginary, double[] image)
    {
        using FftBuffer s = new(height * Columns), z = new(width * Pairs);
        real.AsSpan(0, height * Columns).CopyTo(s.Real);
        imaginary.AsSpan(0, height * Columns).CopyTo(s.Imaginary);
        _columns.Run(s, Columns, isInverse: true);
        for (int k = 0; k < Columns; k++)
        {
            // A row of the first half adds S to the signals, one of the second half i S; S has its conjugate at the mirrored column.
            bool isReal = k == 0 || 2 * k == width;
            Span<double> zr = z.Real.AsSpan(k * Pairs, Pairs), zi = z.Imaginary.AsSpan(k * Pairs, Pairs);
            int mirror = isReal ? k : width - k;
            Span<double> mr = z.Real.AsSpan(mirror * Pairs, Pairs), mi = z.Imaginary.AsSpan(mirror * Pairs, Pairs);
            for (int pair = 0; pair < Pairs; pair++)
            {
                int at = pair * Columns + k, other = at + Pairs * Columns;
                bool isSecond = pair + Pairs < height;
                double a = s.Real[at], b = isReal ? 0 : s.Imaginary[at];
                double c = isSecond ? s.Real[other] : 0, d = isReal || !isSecond ? 0 : s.Imaginary[other];
                (mr[pair], mi[pair]) = (a + d, c - b);
                (zr[pair], zi[pair]) = (a - d, c + b);
            }
        }

        _rows.Run(z, Pairs, isInverse: true);
        for (int column = 0; column < width; column++)
        {
            ReadOnlySpan<double> first = z.Real.AsSpan(column * Pairs, Pairs), second = z.Imaginary.AsSpan(column * Pairs, Pairs);
            for (int pair = 0; pair < Pairs; pair++)
            {
                image[pair * width + column] = first[pair];
                if (pair + Pairs < height)
                    image[(pair + Pairs) * width + column] = second[pair];
            }
        }
    }
}
