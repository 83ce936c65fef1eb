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
        double[] zr = new double[width * Pairs], zi = new double[width * Pairs];
        for (int row = 0; row < height; row++)
        {
            double[] part = row < Pairs ? zr : zi;
            for (int column = 0; column < width; column++)
                part[column * Pairs + row % Pairs] = image[row * width + column];
        }

        _rows.Run(ref zr, ref zi, Pairs, isInverse: false);
        double[] sr = new double[height * Columns], si = new double[height * Columns];
        for (int k = 0; k < Columns; k++)
        {
            int mirror = (width - k) % width;
            for (int pair = 0; pair < Pairs; pair++)
            {
                double ar = zr[k * Pairs + pair], ai = zi[k * Pairs + pair];
                double br = zr[mirror * Pairs + pair], bi = zi[mirror * Pairs + pair];
                (sr[pair * Columns + k], si[pair * Columns + k]) = ((ar + br) / 2, (ai - bi) / 2);
                if (pair + Pairs < height)
                    (sr[(pair + Pairs) * Columns + k], si[(pair + Pairs) * Columns + k]) = ((ai + bi) / 2, (br - ar) / 2);
            }
        }

        _columns.Run(ref sr, ref si, Columns, isInverse: false);
        sr.AsSpan().CopyTo(real);
        si.AsSpan().CopyTo(imaginary);
    }

    /// <summary>From a spectrum, both parts [H, W / 2 + 1], to the image [H, W], times H W.</summary>
    public void Inverse(double[] real, double[] imaginary, double[] image)
    {
        double[] sr = [.. real], si = [.. imaginary];
        _columns.Run(ref sr, ref si, Columns, isInverse: true);
        double[] zr = new double[width * Pairs], zi = new double[width * Pairs];
        for (int row = 0; row < height; row++)
        {
            // A row of the first half adds S to the signals, one of the second half i S.
            bool isSecond = row >= Pairs;
            int pair = row % Pairs;
            for (int k = 0; k < Columns; k++)
            {
                double a = sr[row * Columns + k], b = k == 0 || 2 * k == width ? 0 : si[row * Columns + k];
                zr[k * Pairs + pair] += isSecond ? -b : a;
                zi[k * Pairs + pair] += isSecond ? a : b;
                if (k == 0 || 2 * k == width)
                    continue;
                zr[(width - k) * Pairs + pair] += isSecond ? b : a;
                zi[(width - k) * Pairs + pair] += isSecond ? a : -b;
            }
        }

        _rows.Run(ref zr, ref zi, Pairs, isInverse: true);
        for (int row = 0; row < height; row++)
        {
            double[] part = row < Pairs ? zr : zi;
            for (int column = 0; column < width; column++)
                image[row * width + column] = part[column * Pairs + row % Pairs];
        }
    }
}
