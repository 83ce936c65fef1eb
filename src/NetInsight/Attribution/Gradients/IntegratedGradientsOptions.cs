using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The path along which <see cref="IntegratedGradients"/> integrates, and how many steps it takes.</summary>
public sealed record IntegratedGradientsOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static IntegratedGradientsOptions Default { get; } = new();

    /// <summary>
    /// The baselines at which paths begin, in the image's own colours; the results of several are averaged. Default:
    /// <see cref="Fill.Black"/> alone (Sundararajan et al. 2017, arXiv:1703.01365, section 3). Pixels that are equal to the baseline get no
    /// attribution, whatever they mean: give a second baseline, such as <see cref="Fill.White"/>, where the object is black. The input
    /// value 0 (<see cref="Fill.InputValue"/>) is Captum's.
    /// </summary>
    public ImmutableArray<Fill> Baselines
    {
        get;
        init => field = value is { IsDefaultOrEmpty: false } && value.All(fill => fill is not null)
            ? value
            : throw new ArgumentException($"{nameof(Baselines)} must hold at least one fill, and none that is null.", nameof(Baselines));
    } = [Fill.Black];

    /// <summary>
    /// The gradients along each path; from 1 to 100,000. Default 50, as Captum's (the paper, section 5, finds 20 to 300 enough).
    /// <see cref="IntegratedGradientsMap.CompletenessGap"/> says whether they were.
    /// </summary>
    public int Steps { get; init => field = Check.Within(value, 1, 100_000); } = 50;

    /// <summary>
    /// Where the steps lie. Default <see cref="PathQuadrature.Adaptive"/>, whose completeness gap is smaller for the same number of
    /// steps; its nodes follow from the image, so that roundings, such as those of another batch size, may move some of them.
    /// </summary>
    public PathQuadrature Quadrature { get; init => field = Check.Defined(value); } = PathQuadrature.Adaptive;

    /// <summary>
    /// How channels become one value for each pixel. Default <see cref="ChannelReduction.Sum"/>: contributions add up to the target's
    /// change.
    /// </summary>
    public ChannelReduction Reduction { get; init => field = Check.Defined(value); } = ChannelReduction.Sum;

    /// <summary>
    /// The number of gradients in a batch; positive. By default as many as fit <see cref="MemoryBudget"/>, at most 10 on the CPU and 32 on
    /// GPUs.
    /// </summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>
    /// Bytes for the feature maps and gradients of one batch; positive. Default 512 MiB. One runs in any case. Packed weights are the
    /// model's; up to 64 gradients of the input's size are held beside the batch until their weights are known.
    /// </summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = BatchMemory.Default;
}
