using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>The formula of an element-wise activation, for one element and for a vector of them.</summary>
/// <remarks>Both forms give the same bits, so that a result does not depend on where in memory an element lies.</remarks>
internal interface IActivation
{
    /// <summary>The operator's name in ONNX.</summary>
    static abstract string Name { get; }

    /// <summary>The activation of one element.</summary>
    float Value(float x);

    /// <summary>The activation of a vector, lane by lane; only where <see cref="HasVectorForm"/>.</summary>
    Vector<float> Value(Vector<float> x) => throw new NotSupportedException();

    /// <summary>Whether the vector form is implemented.</summary>
    static virtual bool HasVectorForm => false;

    /// <summary>Whether the formula is computed in doubles, which some GPUs lack.</summary>
    static virtual bool UsesDoubles => false;
}
