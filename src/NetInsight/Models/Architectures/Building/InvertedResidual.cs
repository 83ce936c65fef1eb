namespace NetInsight.Models.Architectures.Building;

/// <summary>The sizes of an inverted residual.</summary>
/// <param name="Inputs">Channels of its input.</param>
/// <param name="Hidden">Channels of its depthwise convolution.</param>
/// <param name="Outputs">Channels of its output.</param>
/// <param name="Kernel">Height and width of the depthwise convolution.</param>
/// <param name="Stride">The depthwise convolution's stride.</param>
/// <param name="Squeeze">Channels between the layers of squeeze and excitation; 0 where there is none.</param>
internal readonly record struct InvertedResidual(int Inputs, int Hidden, int Outputs, int Kernel, int Stride, int Squeeze = 0);
