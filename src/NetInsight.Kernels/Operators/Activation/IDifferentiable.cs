using System.Numerics;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Activation;

/// <summary>An element-wise activation with a derivative.</summary>
/// <remarks>
/// As for <see cref="IActivation"/>, both forms give the same bits. At a kink the slope is that of the left side, as in PyTorch.
/// </remarks>
internal interface IDifferentiable : IActivation
{
    /// <summary>
    /// Whether the derivative is computed from the activation's result y, so that x need not be kept and the activation may be fused; else
    /// from x.
    /// </summary>
    static virtual bool DerivesFromOutput => false;

    /// <summary>The gradient of one element: f' * dy.</summary>
    /// <param name="value">The result y where <see cref="DerivesFromOutput"/>, else x.</param>
    /// <param name="dy">The gradient of the result.</param>
    float Gradient(float value, float dy);

    /// <summary>The gradient of a vector, lane by lane; only where <see cref="HasVectorGradient"/>.</summary>
    Vector<float> Gradient(Vector<float> value, Vector<float> dy) => throw new NotSupportedException();

    /// <summary>
    /// The interval of the value, of a ReLU or a clip, in which the gradient passes as it is, 0 elsewhere; null for any other activation.
    /// </summary>
    PassInterval? PassesWithin => null;

    /// <summary>Whether the vector form of the gradient is implemented.</summary>
    static virtual bool HasVectorGradient => false;

    /// <summary>Whether the gradient is computed in doubles, which some GPUs lack.</summary>
    static virtual bool GradientUsesDoubles => false;
}
