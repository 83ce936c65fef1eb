using NetInsight.Graphs.Gradients.Activation;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;

namespace NetInsight.Graphs.Gradients;

internal sealed partial class GradientRules
{
    /// <summary>
    /// Guided backpropagation: the derivative, but at each ReLU only where both its input and the gradient are positive (Springenberg et
    /// al. 2015, arXiv:1412.6806). For a network without any ReLU it is the plain derivative: who uses it must check.
    /// </summary>
    public static GradientRules Guided => Rectified.Guided;

    /// <summary>
    /// The deconvolutional network: the derivative, but at each ReLU the gradient where it is positive, whatever the input (Zeiler and
    /// Fergus 2014, arXiv:1311.2901). For a network without any ReLU it is the plain derivative: who uses it must check.
    /// </summary>
    public static GradientRules Deconvolution => Rectified.Deconvolution;

    /// <summary>Made when first asked for: after <see cref="Standard"/>, whatever the order of the files of this class.</summary>
    private static class Rectified
    {
        public static readonly GradientRules Guided = With(isGuided: true), Deconvolution = With(isGuided: false);

        private static GradientRules With(bool isGuided) => Standard
            .With<Activation<Relu>>(new RectifiedRule(new ActivationRule<Relu>(), isGuided))
            .With<Activation<Clip>>(new RectifiedRule(new ActivationRule<Clip>(), isGuided));
    }
}
