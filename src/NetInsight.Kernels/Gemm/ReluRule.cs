using System.Numerics;
using System.Runtime.Intrinsics;

namespace NetInsight.Kernels.Gemm;

/// <summary>The one formula of a ReLU, for operators, epilogues and GPU kernels: x &lt; 0 ? 0 : x. NaN passes, and so does -0.</summary>
internal static class ReluRule
{
    /// <summary>The rule for one element.</summary>
    public static float Of(float x) => x < 0 ? 0 : x;

    /// <summary>The rule for a vector of the machine's width.</summary>
    public static Vector<float> Of(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x);

    /// <summary>The rule for eight elements, whatever the CPU's widest vector.</summary>
    public static Vector256<float> Of(Vector256<float> x) =>
        Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), Vector256<float>.Zero, x);
}
