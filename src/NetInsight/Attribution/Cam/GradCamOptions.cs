using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>Which layers <see cref="GradCam"/> looks at, and how it weights them. Every option has a default.</summary>
public sealed record GradCamOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static GradCamOptions Default { get; } = new();

    /// <summary>The weighting. Default <see cref="CamWeighting.GradCam"/>.</summary>
    public CamWeighting Weighting { get; init => field = Check.Defined(value); } = CamWeighting.GradCam;

    /// <summary>
    /// The layers, as <see cref="Model.Layers"/> lists them. Default: none, for the last feature map before pooling; in a vision
    /// transformer with a class token the normalised tokens before the last attention. The caption names it.
    /// </summary>
    /// <remarks>
    /// Of several layers each map is divided by its largest magnitude, interpolated to the size of the largest of them, and the mean is
    /// taken.
    /// </remarks>
    public ImmutableArray<string> Layers
    {
        get;
        init => field = !value.IsDefault && value.All(name => !string.IsNullOrEmpty(name))
            ? value
            : throw new ArgumentException($"{nameof(Layers)} must be an array of names; an empty one, [], stands for the default layer.");
    } = [];

    /// <summary>One layer; sets <see cref="Layers"/>. Null for the default layer, or where there are several.</summary>
    public string? Layer
    {
        get => Layers is [var only] ? only : null;
        init => Layers = value is null ? [] : [value];
    }

    /// <summary>
    /// Whether negative values of the map become 0: what speaks against the target is not shown. Default true (Selvaraju et al. 2017,
    /// equation 2; pytorch-grad-cam does so for all weightings, Captum for none).
    /// </summary>
    public bool OnlyPositive { get; init; } = true;

    /// <summary>
    /// For <see cref="CamWeighting.GradCamPlusPlus"/>: what is added to the divisor of a. Default 0, as published. pytorch-grad-cam adds
    /// 1e-6, which changes weights where gradients are below about 1e-3.
    /// </summary>
    public double Epsilon { get; init => field = Check.NotNegative(value); }

    /// <summary>
    /// For <see cref="CamWeighting.EigenCam"/>: whether each channel's mean is taken off before the decomposition. Default false, as
    /// published; pytorch-grad-cam does so, and then about half of the positions are negative.
    /// </summary>
    public bool Centers { get; init; }
}
