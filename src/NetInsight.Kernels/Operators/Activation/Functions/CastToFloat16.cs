using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>
/// Conversion to a 16-bit float (IEEE 754 binary16, ties to even), kept as a float: 11 significant bits, multiples of 2^-24 below 2^-14,
/// infinite from 65520 on.
/// </summary>
internal readonly record struct CastToFloat16 : IDifferentiable
{
    private const float SmallestNormal = 1 / 16384f, Largest = 65504, Half = 0.5f;

    /// <inheritdoc/>
    public static string Name => "Cast";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x)
    {
        float magnitude = MathF.Abs(x);
        int bits = BitConverter.SingleToInt32Bits(magnitude);
        float rounded = magnitude < SmallestNormal
            ? (magnitude + Half) - Half                                                         // floats in [1/2, 1) are multiples of 2^-24
            : BitConverter.Int32BitsToSingle((bits + 0xfff + ((bits >> 13) & 1)) & ~0x1fff);    // ties to even at bit 13
        float limited = rounded > Largest ? float.PositiveInfinity : rounded;
        return float.IsNaN(x) || x == 0 ? x : x < 0 ? -limited : limited;
    }

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x)
    {
        // One element in each lane; both roundings are computed and one selected. The scalar form above is the equivalent.
        Vector<float> magnitude = Vector.Abs(x), half = new(Half), zero = Vector<float>.Zero;
        Vector<int> bits = Vector.AsVectorInt32(magnitude);
        Vector<int> even =
            (bits + new Vector<int>(0xfff) + (Vector.ShiftRightLogical(bits, 13) & Vector<int>.One)) & new Vector<int>(~0x1fff);
        Vector<float> rounded = Vector.ConditionalSelect(
            Vector.LessThan(magnitude, new Vector<float>(SmallestNormal)), (magnitude + half) - half, Vector.AsVectorSingle(even));
        Vector<float> limited = Vector.ConditionalSelect(Vector.GreaterThan(rounded, new Vector<float>(Largest)),
            new Vector<float>(float.PositiveInfinity), rounded);
        Vector<float> signed = Vector.ConditionalSelect(Vector.LessThan(x, zero), -limited, limited);
        return Vector.ConditionalSelect(Vector.Equals(x, x) & ~Vector.Equals(x, zero), signed, x);
    }

    /// <inheritdoc/>
    public static bool DerivesFromOutput => true;

    /// <inheritdoc/>
    public static bool HasVectorGradient => true;

    /// <inheritdoc/>
    /// <remarks>Straight through: the rounding to fewer digits is taken for exact.</remarks>
    public float Gradient(float value, float dy) => dy;

    /// <inheritdoc/>
    public Vector<float> Gradient(Vector<float> value, Vector<float> dy) =>
        dy;
}
