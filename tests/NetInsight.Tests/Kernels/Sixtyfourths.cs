namespace NetInsight.Tests.Kernels;

/// <summary>Numbers whose sums of products are exact in floats.</summary>
internal static class Sixtyfourths
{
    /// <summary>Multiples of 1/64 in [-1, 1], as <paramref name="allow"/> turns them.</summary>
    public static Tensor Tensor(Shape shape, uint seed, Func<float, float>? allow = null)
    {
        Tensor result = new(shape);
        ulong state = seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03;
        foreach (ref float value in result.AsSpan())
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            float number = ((int)(state >> 33) % 129 - 64) / 64f;
            value = allow is null ? number : allow(number);
        }

        return result;
    }
}
