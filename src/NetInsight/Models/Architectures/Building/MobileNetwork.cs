using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Models.Architectures.Building;

/// <summary>
/// What MobileNet, MNASNet and EfficientNet are made of: convolutions with batch normalisation and activation, and inverted residuals
/// (Sandler et al. 2018, arXiv:1801.04381) with squeeze and excitation (Hu et al. 2017, arXiv:1709.01507).
/// </summary>
/// <param name="Builder">The network that is built.</param>
/// <param name="Names">Whether the weights have timm's names.</param>
internal sealed record MobileNetwork(ArchitectureBuilder Builder, MobileNames Names)
{
    /// <summary>The epsilon of batch normalisations.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>The activation after convolutions.</summary>
    public Operator Activation { get; init; } = new Activation<Relu>();

    /// <summary>The activation between the two layers of squeeze and excitation.</summary>
    public Operator SqueezeActivation { get; init; } = new Activation<Relu>();

    /// <summary>What makes the factors of squeeze and excitation.</summary>
    public Operator Gate { get; init; } = new Activation<Sigmoid>();

    /// <summary>Whether padding follows from the input's extent, its odd element after the input, as TensorFlow's "same".</summary>
    public bool HasTensorFlowPadding { get; init; }

    /// <summary>A convolution without bias, its normalisation and, if it has a name, the activation.</summary>
    public int ConvNorm(ModuleNames module, int x, int inputs, int outputs, int kernel, int stride = 1, int groups = 1)
    {
        WindowAxis axis = HasTensorFlowPadding
            ? new WindowAxis(kernel, stride) { Auto = AutoPadding.SameUpper }
            : new WindowAxis(kernel, stride, kernel / 2, kernel / 2);
        int y = Builder.Conv(module.Conv, x, inputs, outputs, new Window(axis, axis), groups, bias: false);
        y = Builder.Norm(module.Norm, y, outputs, Epsilon);
        return module.Activation is null ? y : Builder.Add(module.Activation, Activation, y);
    }

    /// <summary>
    /// An inverted residual: 1 x 1 expansion (where there is one), depthwise convolution, squeeze and excitation (where there is one),
    /// 1 x 1 projection without activation; a shortcut where the shape stays.
    /// </summary>
    public int Block(string name, string timm, InvertedResidual block, int x)
    {
        bool expands = block.Hidden != block.Inputs;
        int part = 0, y = x, norm = 1;
        if (expands)
            y = ConvNorm(Part($"{timm}.conv_pw"), y, block.Inputs, block.Hidden, 1);
        y = ConvNorm(Part($"{timm}.conv_dw"), y, block.Hidden, block.Hidden, block.Kernel, block.Stride, block.Hidden);
        if (block.Squeeze > 0)
            y = SqueezeExcitation(Names.Squeeze(name, part++), $"{timm}.se", y, block.Hidden, block.Squeeze);
        y = ConvNorm(
            Part(expands ? $"{timm}.conv_pwl" : $"{timm}.conv_pw") with { Activation = null }, y, block.Hidden, block.Outputs, 1);
        return block.Stride == 1 && block.Inputs == block.Outputs
            ? Builder.Add($"{name}.add", new Arithmetic<Add>(), x, y)
            : y;

        ModuleNames Part(string conv)
        {
            bool isProjection = !conv.EndsWith("_dw", StringComparison.Ordinal) && part > 0;
            ModuleNames module = Names.Part(name, part++, isProjection);
            Alias(module, conv, $"{timm}.bn{norm++}");
            return module;
        }
    }

    /// <summary>States timm's names of a convolution and its normalisation.</summary>
    public void Alias(ModuleNames module, string conv, string norm)
    {
        if (!Names.IsTimm)
            return;
        Builder.Alias(module.Conv, conv);
        Builder.Alias(module.Norm, norm);
    }

    /// <summary>States timm's name of a module.</summary>
    public void Alias(string module, string timm)
    {
        if (Names.IsTimm)
            Builder.Alias(module, timm);
    }

    /// <summary>The mean over positions, flattened: what the classifier takes.</summary>
    public int Pooled(int x) => Builder.Add("flatten", new Flatten(), Builder.GlobalAverage("avgpool", x));

    private int SqueezeExcitation(string name, string timm, int x, int channels, int squeeze)
    {
        Alias($"{name}.fc1", $"{timm}.conv_reduce");
        Alias($"{name}.fc2", $"{timm}.conv_expand");
        return Builder.SqueezeExcitation(name, x, channels, squeeze, SqueezeActivation, Gate);
    }
}
