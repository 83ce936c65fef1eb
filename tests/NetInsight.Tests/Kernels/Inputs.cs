namespace NetInsight.Tests.Kernels;

/// <summary>Inputs of tests: multiples of 1/64, so that products and sums of up to 4,000 of them are exact in float.</summary>
internal static class Inputs
{
    /// <summary>A tensor of values from <paramref name="low"/>/64 to <paramref name="high"/>/64.</summary>
    public static Tensor Exact(Shape shape, uint seed, int low = -64, int high = 64)
    {
        Tensor tensor = new(shape);
        ulong state = seed;
        foreach (ref float value in tensor.AsSpan())
            value = (low + (int)(Next(ref state) % (ulong)(high - low + 1))) / 64f;
        return tensor;
    }

    /// <summary>A tensor of values from -1 to 1 with all bits of a float in use, so that every sum rounds.</summary>
    public static Tensor Rounded(Shape shape, uint seed)
    {
        Tensor tensor = new(shape);
        ulong state = seed;
        foreach (ref float value in tensor.AsSpan())
            value = (Next(ref state) >> 8) / (float)(1 << 23) - 1;
        return tensor;
    }

    /// <summary>Splitmix64 (Steele et al. 2014), the upper 32 bits.</summary>
    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (z ^ (z >> 31)) >> 32;
    }
}
