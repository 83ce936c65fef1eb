using System.Numerics;

namespace NetInsight.Attribution.Perturbation;

/// <summary>What the map and its standard error need of all masks m and scores f, for each pixel, in double.</summary>
/// <remarks>Each sum is taken in the order of the masks, whatever the batches and ranges of pixels.</remarks>
/// <param name="pixels">The number of pixels.</param>
internal sealed class RiseSums(int pixels)
{
    private readonly double[] _m = new double[pixels], _fm = new double[pixels];
    private readonly double[] _mm = new double[pixels], _fmm = new double[pixels], _ffmm = new double[pixels];

    /// <summary>Adds the masks of a batch for a range of pixels.</summary>
    /// <param name="masks">The masks, [scores x pixels].</param>
    /// <param name="scores">The score under each.</param>
    /// <param name="start">The first pixel.</param>
    /// <param name="end">The pixel behind the last.</param>
    public void Add(ReadOnlySpan<float> masks, ReadOnlySpan<double> scores, int start, int end)
    {
        for (int n = 0; n < scores.Length; n++)
        {
            ReadOnlySpan<float> mask = masks.Slice(n * pixels, pixels);
            double f = scores[n];
            int i = start;
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector.Widen(new Vector<float>(mask[i..]), out Vector<double> low, out Vector<double> high);
                Add(i, low, f);
                Add(i + Vector<double>.Count, high, f);
            }

            for (; i < end; i++)
            {
                double m = mask[i], mm = m * m, fmm = mm * f;
                _m[i] += m;
                _fm[i] += m * f;
                _mm[i] += mm;
                _fmm[i] += fmm;
                _ffmm[i] += fmm * f;
            }
        }
    }

    /// <summary>sum f m / (N p), and its standard error.</summary>
    public (float[] Values, float[] Errors) Published(int count, double probability)
    {
        float[] values = new float[pixels], errors = new float[pixels];
        for (int i = 0; i < pixels; i++)
        {
            // The variance of f m / p over masks.
            double mean = _fm[i] / count, variance = (_ffmm[i] - count * mean * mean) / (count - 1);
            values[i] = (float)(mean / probability);
            errors[i] = (float)(Root(variance / count) / probability);
        }

        return (values, errors);
    }

    /// <summary>
    /// sum f m / sum m, and its standard error as that of a ratio of means: the root of N / (N - 1) sum m^2 (f - S)^2, over sum m. NaN
    /// where no mask shows the pixel.
    /// </summary>
    public (float[] Values, float[] Errors) OverSumOfMasks(int count)
    {
        float[] values = new float[pixels], errors = new float[pixels];
        for (int i = 0; i < pixels; i++)
        {
            double s = _fm[i] / _m[i], squares = _ffmm[i] - 2 * s * _fmm[i] + s * s * _mm[i];
            values[i] = (float)s;
            errors[i] = (float)(Root(squares * count / (count - 1)) / _m[i]);
        }

        return (values, errors);
    }

    /// <summary>The root of a sum that roundings may have made negative.</summary>
    private static double Root(double square) => Math.Sqrt(Math.Max(square, 0));

    private void Add(int i, Vector<double> m, double f)
    {
        Vector<double> mm = m * m, fmm = mm * f;
        Increase(_m, i, m);
        Increase(_fm, i, m * f);
        Increase(_mm, i, mm);
        Increase(_fmm, i, fmm);
        Increase(_ffmm, i, fmm * f);
    }

    private static void Increase(double[] sums, int i, Vector<double> terms) => (new Vector<double>(sums, i) + terms).CopyTo(sums, i);
}
