namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>Six values of a row or column of a Winograd field, in registers, and the one-dimensional transforms of F(4, 3).</summary>
/// <remarks>
/// Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016, section 4.3: the points are 0, 1, -1, 2 and -2.
/// </remarks>
internal readonly record struct GpuFloat6(float V0, float V1, float V2, float V3, float V4, float V5)
{
    /// <summary>B' d: six inputs, before the products.</summary>
    public GpuFloat6 OfInputs()
    {
        float even = V4 - 4 * V2, odd = V3 - 4 * V1, twiceOdd = 2 * (V3 - V1), evenDifference = V4 - V2;
        return new GpuFloat6(
            4 * V0 - 5 * V2 + V4,
            even + odd,
            even - odd,
            evenDifference + twiceOdd,
            evenDifference - twiceOdd,
            4 * V1 - 5 * V3 + V5);
    }

    /// <summary>A' m: four outputs of six products; the last two are unused.</summary>
    public GpuFloat6 ToOutputs()
    {
        float sum1 = V1 + V2, difference1 = V1 - V2, sum2 = V3 + V4, difference2 = V3 - V4;
        return new GpuFloat6(
            V0 + sum1 + sum2, difference1 + 2 * difference2, sum1 + 4 * sum2, difference1 + 8 * difference2 + V5, 0, 0);
    }

    /// <summary>G g: six factors of three weights.</summary>
    public static GpuFloat6 OfWeights(float w0, float w1, float w2)
    {
        float ends = -(w0 + w2) / 6, outer = (w0 + 4 * w2) / 24;
        return new GpuFloat6(w0 / 4, ends - w1 / 6, ends + w1 / 6, outer + w1 / 12, outer - w1 / 12, w2);
    }
}
