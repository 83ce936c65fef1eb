using System.Numerics;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>An element-wise operation with a vector form that gives the same bits as the scalar one.</summary>
/// <remarks>
/// Flags are written 1f and 0f: of the integers 1 and 0, converted to float behind a comparison, ILGPU 1.5.3 makes an OpenCL truth value
/// whose bits are then taken for a float.
/// </remarks>
internal interface IVectorArithmetic : IArithmetic
{
    /// <summary>The results of a vector, lane by lane.</summary>
    static abstract Vector<float> Lanes(Vector<float> a, Vector<float> b);
}
