using System.Runtime.InteropServices;

namespace NetInsight.Kernels.Operators;

/// <summary>y = Gain * x + Offset for each channel: what a batch normalisation of known parameters does.</summary>
/// <remarks>Two of the same bits are equal, so that operators that hold one are equal too and share their packed weights.</remarks>
/// <param name="gain">The factor of each channel.</param>
/// <param name="offset">What is added to each channel.</param>
internal sealed class ChannelAffine(float[] gain, float[] offset) : IEquatable<ChannelAffine>
{
    /// <summary>The factor of each channel.</summary>
    public float[] Gain => gain;

    /// <summary>What is added to each channel.</summary>
    public float[] Offset => offset;

    /// <summary>The number of channels.</summary>
    public int Channels => gain.Length;

    /// <summary>
    /// What an operator does to its first input, if that is affine per channel and all other inputs are known; else null.
    /// </summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Its inputs; null where the value is known only in a run.</param>
    public static ChannelAffine? Of(Operator op, ReadOnlySpan<Tensor?> inputs) => (op as IReducesToAffine)?.AffineOf(inputs);

    /// <inheritdoc/>
    public bool Equals(ChannelAffine? other) => other is not null && SameBits(gain, other.Gain) && SameBits(offset, other.Offset);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChannelAffine);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(MemoryMarshal.AsBytes<float>(gain));
        hash.AddBytes(MemoryMarshal.AsBytes<float>(offset));
        return hash.ToHashCode();
    }

    private static bool SameBits(float[] a, float[] b) => MemoryMarshal.AsBytes<float>(a).SequenceEqual(MemoryMarshal.AsBytes<float>(b));
}
