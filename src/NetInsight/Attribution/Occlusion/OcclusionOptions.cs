using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>What <see cref="Occlusion"/> occludes, and how. Every option has a default.</summary>
public sealed record OcclusionOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static OcclusionOptions Default { get; } = new();

    /// <summary>The window. By default a seventh of the input's sides (32 of 224), moved by half of itself.</summary>
    /// <remarks>Setting it sets <see cref="Windows"/> to this one.</remarks>
    public OcclusionWindow? Window
    {
        get => Windows is [var only] ? only : null;
        init => Windows = value switch
        {
            null => [],
            { Height: > 0 } window => [window],
            _ => throw new ArgumentException(
                $"{nameof(Window)} has no size: make it by a constructor of {nameof(OcclusionWindow)}.", nameof(Window)),
        };
    }

    /// <summary>Several windows in one call, each with a separate grid in the result; none, the default, for the default window.</summary>
    public ImmutableArray<OcclusionWindow> Windows
    {
        get;
        init => field = !value.IsDefault && value.All(window => window.Height > 0)
            ? value
            : throw new ArgumentException(
                value.IsDefault
                    ? $"{nameof(Windows)} is a default array: an empty one, [], stands for the default window."
                    : $"{nameof(Windows)}[{value.TakeWhile(window => window.Height > 0).Count()}] has no size: make it by a constructor of "
                    + $"{nameof(OcclusionWindow)}.",
                nameof(Windows));
    } = [];

    /// <summary>
    /// The baseline that replaces occluded pixels. Default <see cref="Fill.Gray"/> (Zeiler and Fergus 2014, arXiv:1311.2901, section 4.2).
    /// </summary>
    public Fill Fill { get; init => field = Check.NotNull(value); } = Fill.Gray;

    /// <summary>
    /// The region of the input over which windows are placed, in pixels: from its top left corner, clipped at its edges. By default all of
    /// the input.
    /// </summary>
    public PixelRectangle? Region { get; init; }

    /// <summary>
    /// The number of occluded images in a batch; positive. By default as many as fit <see cref="MemoryBudget"/>, at most 32 on the CPU and
    /// 128 on GPUs.
    /// </summary>
    public int? BatchSize { get; init => field = Check.Positive(value); }

    /// <summary>
    /// Changes of a layer's feature map smaller than this share of its largest magnitude are not followed into later layers; from 0 to
    /// below 1. Default 0: exact. On a photograph, 0.01 saved a seventh of a trained GoogLeNet's time and a third of a SqueezeNet's, and no
    /// probability was more than 0.003 off; <see cref="OcclusionMap.MeasuredError"/> is the measured error.
    /// </summary>
    public double Tolerance { get; init => field = Check.BelowOne(value); }

    /// <summary>
    /// The number of times that the most influential windows are refined by windows half as wide at half the stride; from 0 to 8. Default
    /// 0.
    /// </summary>
    /// <remarks>
    /// Each time the windows whose drop is among the largest <see cref="RefinedShare"/> by magnitude are refined; each gets a separate grid
    /// in the result.
    /// </remarks>
    public int Refine { get; init => field = Check.Within(value, 0, 8); }

    /// <summary>The share of windows that <see cref="Refine"/> refines; above 0 and at most 1. Default 0.1.</summary>
    public double RefinedShare { get; init => field = Check.PositiveUpTo(value, 1); } = 0.1;

    /// <summary>
    /// Bytes for the feature maps of batches; positive. Default 512 MiB. Calls that run at the same time on one model share it: a batch
    /// waits until all that are held stay within the budget and are no more than the CPU has cores. One image at a time runs in any case.
    /// Results do not depend on other calls.
    /// </summary>
    public long MemoryBudget { get; init => field = Check.Positive(value); } = BatchMemory.Default;
}
