using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation.Functions;

/// <summary>Conversion to bfloat16 (the upper half of a float, ties to even), kept as a float: 8 significant bits.</summary>
internal readonly record struct CastToBFloat16 : IDifferentiable
{
    /// <inheritdoc/>
    public static string Name => "Cast";

    /// <inheritdoc/>
    public static bool HasVectorForm => true;

    /// <inheritdoc/>
    public float Value(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x);
        return float.IsNaN(x) ? x : BitConverter.Int32BitsToSingle((bits + 0x7fff + ((bits >> 16) & 1)) & ~0xffff);
    }

    /// <inheritdoc/>
    public Vector<float> Value(Vector<float> x)
    {
        // One element in each lane; the scalar form above is the equivalent.
        Vector<int> bits = Vector.AsVectorInt32(x);
        Vector<int> even =
            (bits + new Vector<int>(0x7fff) + (Vector.ShiftRightLogical(bits, 16) & Vector<int>.One)) & new Vector<int>(~0xffff);
        return Vector.ConditionalSelect(Vector.Equals(x, x), Vector.AsVectorSingle(even), x);
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
