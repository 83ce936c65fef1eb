using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="GuidedGradCam"/> joins its two parts. Every option has a default.</summary>
public sealed record GuidedGradCamOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static GuidedGradCamOptions Default { get; } = new();

    /// <summary>
    /// The class activation map: layers and weighting. Default: Grad-CAM of the default layer. Its negative values count as 0 in any case.
    /// </summary>
    public GradCamOptions Cam { get; init => field = Check.NotNull(value); } = GradCamOptions.Default;

    /// <summary>How it is brought to the input's size. Default <see cref="CamInterpolation.Bilinear"/>, as published.</summary>
    public CamInterpolation Interpolation { get; init => field = Check.Defined(value); } = CamInterpolation.Bilinear;

    /// <summary>
    /// How channels become one value for each pixel of the heat map. Default <see cref="ChannelReduction.MaximumMagnitude"/>, as for
    /// saliency.
    /// </summary>
    public ChannelReduction Reduction { get; init => field = Check.Defined(value); } = ChannelReduction.MaximumMagnitude;
}
