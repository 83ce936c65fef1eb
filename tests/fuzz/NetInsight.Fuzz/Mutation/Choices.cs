using System.Buffers.Binary;

namespace NetInsight.Fuzz.Mutation;

/// <summary>
/// Decisions read from bytes, so that a mutated network is a function of them: afl-fuzz gives the bytes, or a seed. Once they are spent,
/// every decision is 0.
/// </summary>
internal sealed class Choices(byte[] bytes)
{
    private const int BytesOfSeed = 512;
    private int _at;

    /// <summary>The bytes.</summary>
    public byte[] Bytes => bytes;

    /// <summary>Whether all bytes were read.</summary>
    public bool AreSpent => _at >= bytes.Length;

    /// <summary>Pseudo-random bytes of a seed (splitmix64).</summary>
    public static Choices OfSeed(long seed)
    {
        byte[] bytes = new byte[BytesOfSeed];
        for (int i = 0; i < BytesOfSeed; i += 8)
        {
            ulong z = (ulong)(seed * 1000) + (ulong)(i + 1);
            z *= 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i), z ^ (z >> 31));
        }

        return new Choices(bytes);
    }

    /// <summary>A number from 0 to one less than the bound.</summary>
    public int Next(int bound)
    {
        if (bound <= 1 || AreSpent)
            return 0;
        int value = bytes[_at++];
        if (bound > 256 && !AreSpent)
            value |= bytes[_at++] << 8;
        return value % bound;
    }

    /// <summary>A number from the first to the last.</summary>
    public int Between(int first, int last) => first + Next(last - first + 1);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Next(times) == times - 1;

    /// <summary>One of the items.</summary>
    public T Of<T>(params ReadOnlySpan<T> items) => items[Next(items.Length)];
}
