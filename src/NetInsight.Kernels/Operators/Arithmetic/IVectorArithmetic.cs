using System.Numerics;

namespace NetInsight.Kernels.Operators.Arithmetic;

/// <summary>An element-wise operation with a vector form that gives the same bits as the scalar one.</summary>
internal interface IVectorArithmetic : IArithmetic
{
    /// <summary>The results of a vector, lane by lane.</summary>
    static abstract Vector<float> Lanes(Vector<float> a, Vector<float> b);
}
