using System.Text;

namespace NetInsight.Tests;

/// <summary>Weights and images that Python and C# generate bit for bit from a name alone (shared/reference/hashinit.py).</summary>
internal static class HashFill
{
    public static ulong Seed(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }

    public static Tensor Uniform(string name, Shape shape, float low, float high)
    {
        Tensor result = Tensor.Uninitialized(shape);
        Span<float> values = result.AsSpan();
        ulong seed = Seed(name);
        float span = high - low;
        for (int i = 0; i < values.Length; i++)
        {
            ulong z = seed + (ulong)(i + 1) * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            float unit = (float)(z >> 40) / (1 << 24);
            float scaled = span * unit;
            values[i] = low + scaled;
        }

        return result;
    }

    /// <summary>All weights of an architecture, by name and shape.</summary>
    public static Weights Weights { get; } = Weights.Generate(Weight);

    /// <summary>One weight, in a range that keeps activations of deep networks in bounds.</summary>
    public static Tensor Weight(string name, Shape shape)
    {
        if (name.EndsWith("running_mean", StringComparison.Ordinal))
            return Uniform(name, shape, -0.1f, 0.1f);
        if (name.EndsWith("running_var", StringComparison.Ordinal))
            return Uniform(name, shape, 0.5f, 1.5f);
        if (shape.Rank is 4 or 2)
        {
            float bound = (float)Math.Sqrt((shape.Rank == 4 ? 6.0 : 3.0) / (shape.Count / shape[0]));
            return Uniform(name, shape, -bound, bound);
        }

        return name.EndsWith("weight", StringComparison.Ordinal) ? Uniform(name, shape, 0.25f, 0.75f) : Uniform(name, shape, -0.1f, 0.1f);
    }

    /// <summary>A smooth image batch [batch, 3, size, size]: an 8 x 8 pattern enlarged, plus fine noise.</summary>
    public static Tensor Image(string name, int batch, int size)
    {
        Tensor coarse = Uniform($"{name}.coarse", new Shape(batch, 3, 8, 8), -2, 2);
        Tensor image = Uniform($"{name}.fine", new Shape(batch, 3, size, size), -0.25f, 0.25f);
        int cell = size / 8;
        for (int i = 0; i < image.Count; i++)
        {
            int plane = i / (size * size), row = i / size % size, column = i % size;
            image.AsSpan()[i] += coarse.AsSpan()[plane * 64 + row / cell * 8 + column / cell];
        }

        return image;
    }
}
