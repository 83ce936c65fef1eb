using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Embedding;

/// <summary>
/// The discrete Fourier transform of a square of complex numbers, forth and back, by halving (Cooley and Tukey 1965). Going forth leaves places in bit-reversed order and
/// the axes exchanged; going back takes them so: between the two, squares are only multiplied place by place.
/// </summary>
/// <remarks>
/// <code>
///   strip: all rows x 16 columns of both parts                   second-level cache; one strip a thread
///     row r, row r + half                                        two vectors of each part at a time
///       forth: r := r + s, s := (r - s) w        back: s := s w, r := r + s, s := r - s
/// </code>
/// </remarks>
internal sealed unsafe class Fft2D
{
    private const int Strip = 16;

    private readonly float[] _cosines;
    private readonly float[] _sines;

    /// <summary>For squares with so many places a side, a power of two and at least 16.</summary>
    public Fft2D(int side)
    {
        Side = side;
        _cosines = new float[side / 2];
        _sines = new float[side / 2];
        for (int j = 0; j < side / 2; j++)
            (_cosines[j], _sines[j]) = ((float)Math.Cos(2 * Math.PI * j / side), (float)-Math.Sin(2 * Math.PI * j / side));
    }

    /// <summary>Places a side.</summary>
    public int Side { get; }

    /// <summary>Forth; columns from <paramref name="filled"/> on hold zeros.</summary>
    public void Forward(CpuDevice device, ComplexGrid plane, int filled)
    {
        device.For((filled + Strip - 1) / Strip, (long)Side * Side, strip => ForthStrip(plane, strip * Strip));
        plane.Transpose(device);
        device.For(Side / Strip, (long)Side * Side, strip => ForthStrip(plane, strip * Strip));
    }

    /// <summary>Back, without the division by the number of places; only the columns before <paramref name="wanted"/> are right in the end.</summary>
    public void Inverse(CpuDevice device, ComplexGrid plane, int wanted)
    {
        device.For(Side / Strip, (long)Side * Side, strip => BackStrip(plane, strip * Strip));
        plane.Transpose(device);
        device.For((wanted + Strip - 1) / Strip, (long)Side * Side, strip => BackStrip(plane, strip * Strip));
    }

    private void ForthStrip(ComplexGrid plane, int column)
    {
        for (int length = Side; length > 1; length /= 2)
        {
            int half = length / 2, step = Side / length;
            for (int j = 0; j < half; j++)
            {
                Vector256<float> c = Vector256.Create(_cosines[j * step]), s = Vector256.Create(_sines[j * step]);
                for (int row = j; row < Side; row += length)
                {
                    float* re = plane.Real + (nint)row * Side + column, im = plane.Imaginary + (nint)row * Side + column;
                    float* re2 = re + (nint)half * Side, im2 = im + (nint)half * Side;
                    for (int k = 0; k < Strip; k += Vector256<float>.Count)
                    {
                        Vector256<float> a = Vector256.LoadAligned(re + k), b = Vector256.LoadAligned(im + k), x = Vector256.LoadAligned(re2 + k), y = Vector256.LoadAligned(im2 + k);
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

    private void BackStrip(ComplexGrid plane, int column)
    {
        for (int length = 2; length <= Side; length *= 2)
        {
            int half = length / 2, step = Side / length;
            for (int j = 0; j < half; j++)
            {
                Vector256<float> c = Vector256.Create(_cosines[j * step]), s = Vector256.Create(-_sines[j * step]);
                for (int row = j; row < Side; row += length)
                {
                    float* re = plane.Real + (nint)row * Side + column, im = plane.Imaginary + (nint)row * Side + column;
                    float* re2 = re + (nint)half * Side, im2 = im + (nint)half * Side;
                    for (int k = 0; k < Strip; k += Vector256<float>.Count)
                    {
                        Vector256<float> x = Vector256.LoadAligned(re2 + k), y = Vector256.LoadAligned(im2 + k), a = Vector256.LoadAligned(re + k), b = Vector256.LoadAligned(im + k);
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
