using System.Collections.Immutable;

namespace NetInsight;

/// <summary>How <see cref="Occlusion"/> hides, and what it watches. Everything has a default.</summary>
public sealed record OcclusionOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static OcclusionOptions Default { get; } = new();

    /// <summary>The window. By default a seventh of the input's sides (32 of 224), moved by half of itself.</summary>
    /// <remarks>Setting it sets <see cref="Windows"/> to this one.</remarks>
    public OcclusionWindow? Window { get => Windows is [var only] ? only : null; init => Windows = value is { } window ? [window] : []; }

    /// <summary>Several windows in one call, each with a grid of its own in the result; none for the default window.</summary>
    public ImmutableArray<OcclusionWindow> Windows
    {
        get;
        init => field = !value.IsDefault && value.All(window => window.Height > 0)
            ? value
            : throw new ArgumentException("Windows must hold windows with a size.", nameof(Windows));
    } = [];

    /// <summary>What hidden parts are filled with. Gray by default (Zeiler and Fergus 2014).</summary>
    public Fill Fill { get; init => field = value ?? throw new ArgumentNullException(nameof(Fill)); } = Fill.Gray;

    /// <summary>The class that is watched, counted from 0. By default the most probable one of the whole picture.</summary>
    public int? Target { get; init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Target), value, $"Target must not be negative, but is {value}."); }

    /// <summary>Whether the class's probability or its logit is watched. The probability by default.</summary>
    public OcclusionOutput Output { get; init; } = OcclusionOutput.Probability;

    /// <summary>
    /// The part of the input that is looked at, in pixels: windows are laid from its top left and cut off at its edges. By default all of it.
    /// </summary>
    public PixelRectangle? Region { get; init; }

    /// <summary>How many hidden pictures run at once. By default as many as fit <see cref="MemoryBudget"/>, at most 32 on the processor and 128 on graphics cards.</summary>
    public int? BatchSize { get; init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(BatchSize), value, $"BatchSize must be positive, but is {value}."); }

    /// <summary>
    /// Changes of a layer's map smaller than this share of the map's largest magnitude are not followed into later layers. 0 by default: exact. On a
    /// photograph, 0.01 saved a seventh of a trained GoogLeNet's time and a third of a SqueezeNet's, and no probability was more than 0.003 off;
    /// <see cref="OcclusionMap.MeasuredError"/> says what it cost.
    /// </summary>
    public double Tolerance { get; init => field = value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Tolerance), value, $"Tolerance must be from 0 to below 1, but is {value}."); }

    /// <summary>
    /// How often the windows that matter most are looked at more closely, with windows half as wide at half the stride. 0 by default: never.
    /// </summary>
    /// <remarks>Each time, those windows are taken whose drop is among the largest <see cref="RefinedShare"/> by magnitude; each gets a grid of its own in the result.</remarks>
    public int Refine { get; init => field = value is >= 0 and <= 8 ? value : throw new ArgumentOutOfRangeException(nameof(Refine), value, $"Refine must be from 0 to 8, but is {value}."); }

    /// <summary>The share of windows that <see cref="Refine"/> takes a closer look at, above 0 and up to 1. A tenth by default.</summary>
    public double RefinedShare { get; init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(RefinedShare), value, $"RefinedShare must be above 0 and at most 1, but is {value}."); } = 0.1;

    /// <summary>Whether every hidden picture runs whole, and not only what hiding changes: for tests and measurements.</summary>
    internal bool IsPlain { get; init; }

    /// <summary>Bytes that the maps of one batch may take. 512 MiB by default; one picture at a time runs in any case.</summary>
    public long MemoryBudget { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MemoryBudget), value, $"MemoryBudget must be positive, but is {value}."); } = 512L << 20;
}
