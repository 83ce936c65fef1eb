using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Embedding;

/// <summary>
/// Two-dimensional FFT of a square complex grid, forward and inverse, radix 2 (Cooley and Tukey 1965). The forward transform leaves
/// frequencies in bit-reversed order and the axes transposed, and the inverse expects them so: in between, grids are only multiplied
/// element by element.
/// </summary>
/// <remarks>
/// <code>
///   strip: all rows x 16 columns of both parts                   second-level cache; one strip a thread
///     row r, row r + half                                        two vectors of each part at a time
///       forward: r := r + s, s := (r - s) w      w = exp(-2 pi i j / length)
///       inverse: s := s w, r := r + s, s := r - s      w its conjugate
/// </code>
/// </remarks>
internal sealed unsafe class Fft2D
{
    private const int Strip = 16;

    private readonly float[] _cosines;
    private readonly float[] _sines;

    /// <summary>For grids [side, side]; the side is a power of two and at least 16.</summary>
    public Fft2D(int side)
    {
        Side = side;
        _cosines = new float[side / 2];
        _sines = new float[side / 2];
        for (int j = 0; j < side / 2; j++)
            (_cosines[j], _sines[j]) = ((float)Math.Cos(2 * Math.PI * j / side), (float)-Math.Sin(2 * Math.PI * j / side));
    }

    /// <summary>Rows and columns of the grid.</summary>
    public int Side { get; }

    /// <summary>Forward transform; columns from <paramref name="filled"/> on hold zeros.</summary>
    public void Forward(CpuDevice device, ComplexGrid grid, int filled)
    {
        // Columns that are filled, then the rows, as columns of the transposed grid.
        device.For((filled + Strip - 1) / Strip, (long)Side * Side, strip => ForwardStrip(grid, strip * Strip));
        grid.Transpose(device);
        device.For(Side / Strip, (long)Side * Side, strip => ForwardStrip(grid, strip * Strip));
    }

    /// <summary>
    /// Inverse transform, without the division by the number of elements; only the columns before <paramref name="requested"/> are
    /// computed.
    /// </summary>
    public void Inverse(CpuDevice device, ComplexGrid grid, int requested)
    {
        // Frequencies come transposed: rows first, then the columns that are asked for.
        device.For(Side / Strip, (long)Side * Side, strip => InverseStrip(grid, strip * Strip));
        grid.Transpose(device);
        device.For((requested + Strip - 1) / Strip, (long)Side * Side, strip => InverseStrip(grid, strip * Strip));
    }

    /// <summary>Butterflies down 16 columns, long spans first (decimation in frequency).</summary>
    private void ForwardStrip(ComplexGrid grid, int column)
    {
        // Spans, from the whole side down to 2.
        for (int length = Side; length > 1; length /= 2)
        {
            int half = length / 2, step = Side / length;
            for (int j = 0; j < half; j++)
            {
                // Factor w = c + i s, the same for every column.
                Vector256<float> c = Vector256.Create(_cosines[j * step]), s = Vector256.Create(_sines[j * step]);
                for (int row = j; row < Side; row += length)
                {
                    // Rows r (re, im) and r + half (re2, im2): 8 columns in the lanes; a strip is two vectors, without remainder.
                    float* re = grid.Real + (nint)row * Side + column, im = grid.Imaginary + (nint)row * Side + column;
                    float* re2 = re + (nint)half * Side, im2 = im + (nint)half * Side;
                    for (int k = 0; k < Strip; k += Vector256<float>.Count)
                    {
                        // r := r + s, s := (r - s) w, where r = a + i b and s = x + i y.
                        Vector256<float> a = Vector256.LoadAligned(re + k), b = Vector256.LoadAligned(im + k);
                        Vector256<float> x = Vector256.LoadAligned(re2 + k), y = Vector256.LoadAligned(im2 + k);
                        (a + x).StoreAligned(re + k);
                        (b + y).StoreAligned(im + k);
                        (a, b) = (a - x, b - y);
                        (a * c - b * s).StoreAligned(re2 + k);
                        (a * s + b * c).StoreAligned(im2 + k);
                    }
                }
            }
        }
    }

    /// <summary>Butterflies down 16 columns, short spans first.</summary>
    private void InverseStrip(ComplexGrid grid, int column)
    {
        // Spans, from 2 up to the whole side.
        for (int length = 2; length <= Side; length *= 2)
        {
            int half = length / 2, step = Side / length;
            for (int j = 0; j < half; j++)
            {
                // Factor w = c + i s, the same for every column.
                Vector256<float> c = Vector256.Create(_cosines[j * step]), s = Vector256.Create(-_sines[j * step]);
                for (int row = j; row < Side; row += length)
                {
                    // Rows r (re, im) and r + half (re2, im2): 8 columns in the lanes; a strip is two vectors, without remainder.
                    float* re = grid.Real + (nint)row * Side + column, im = grid.Imaginary + (nint)row * Side + column;
                    float* re2 = re + (nint)half * Side, im2 = im + (nint)half * Side;
                    for (int k = 0; k < Strip; k += Vector256<float>.Count)
                    {
                        // s := s w, r := r + s, s := r - s.
                        Vector256<float> x = Vector256.LoadAligned(re2 + k), y = Vector256.LoadAligned(im2 + k);
                        Vector256<float> a = Vector256.LoadAligned(re + k), b = Vector256.LoadAligned(im + k);
                        (x, y) = (x * c - y * s, x * s + y * c);
                        (a + x).StoreAligned(re + k);
                        (b + y).StoreAligned(im + k);
                        (a - x).StoreAligned(re2 + k);
                        (b - y).StoreAligned(im2 + k);
                    }
                }
            }
        }
    }
}
