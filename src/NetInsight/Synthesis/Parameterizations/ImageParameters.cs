using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight.Synthesis.Parameterizations;

/// <summary>
/// A parameterization for images of one size: from the parameters of one image to the network's input, and gradients back.
/// </summary>
internal abstract class ImageParameters
{
    /// <summary>Where it is computed. One thread unless it is set.</summary>
    public CpuDevice Device { get; set; } = new(1);

    /// <summary>The number of parameters of an image.</summary>
    public abstract int Count { get; }

    /// <summary>Whether the parameters are the input's elements, so that images can be changed in place.</summary>
    public virtual bool ArePixels => false;

    /// <summary>Random parameters to start from.</summary>
    public abstract void Start(Span<float> parameters, ref Pcg32 random);

    /// <summary>The parameters of an image.</summary>
    /// <param name="image">The network's input, channels x height x width.</param>
    /// <param name="parameters">Where they are written.</param>
    public abstract void Encode(ReadOnlySpan<float> image, Span<float> parameters);

    /// <summary>The network's input.</summary>
    public abstract void Image(ReadOnlySpan<float> parameters, Span<float> image);

    /// <summary>From the gradient with respect to the network's input to that with respect to the parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="image">The input at these parameters, as <see cref="Image"/> gives it.</param>
    /// <param name="imageGradient">The gradient with respect to the input at these parameters.</param>
    /// <param name="gradient">Where it is written.</param>
    public abstract void Gradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> image, ReadOnlySpan<float> imageGradient, Span<float> gradient);
}
