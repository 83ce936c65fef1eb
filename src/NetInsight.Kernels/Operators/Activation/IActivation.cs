using System.Numerics;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>The formula of an element-wise activation, for one number and for a vector of them.</summary>
/// <remarks>Both forms give the same bits, so that a result does not depend on where in a map a number lies.</remarks>
internal interface IActivation
{
    /// <summary>The operator's name in ONNX.</summary>
    static abstract string Name { get; }

    /// <summary>The activation of one number.</summary>
    float Value(float x);

    /// <summary>The activation of a vector. By default lane by lane.</summary>
    Vector<float> Value(Vector<float> x) => throw new NotSupportedException();

    /// <summary>Whether the vector form is there.</summary>
    static virtual bool HasVectorForm => false;

    /// <summary>Whether the formula is computed in doubles, which some graphics cards lack.</summary>
    static virtual bool UsesDoubles => false;
}
