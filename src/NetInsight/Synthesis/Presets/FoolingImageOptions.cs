using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="FoolingImage"/> searches. Lengths are in units of the range of pixels: 1 is from black to white.</summary>
public sealed record FoolingImageOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static FoolingImageOptions Default { get; } = new();

    /// <summary>The class that is to win; null, the default, for any other than the image's own.</summary>
    public int? TargetClass { get; init => field = Check.NotNegative(value); }

    /// <summary>The method. Default <see cref="FoolingMethod.Steps"/>.</summary>
    public FoolingMethod Method { get; init => field = Check.Defined(value); }

    /// <summary>The norm of the bound. Default <see cref="ChangeNorm.Largest"/>. Steps without a bound have the Euclidean norm.</summary>
    public ChangeNorm Norm { get; init => field = Check.Defined(value); }

    /// <summary>
    /// The bound of the change, for methods that have one; positive. Default 8/255 for <see cref="ChangeNorm.Largest"/> (Madry et al.
    /// 2017), 3 for <see cref="ChangeNorm.Euclidean"/>.
    /// </summary>
    public double? Bound { get; init => field = Check.Positive(value); }

    /// <summary>
    /// The length of a step; positive. Default: 0.5 for <see cref="FoolingMethod.Steps"/>, a quarter of the bound for
    /// <see cref="FoolingMethod.ProjectedGradient"/>.
    /// </summary>
    public double? StepLength { get; init => field = Check.Positive(value); }

    /// <summary>The most steps; positive. Default 100. A fast gradient sign takes one in any case.</summary>
    public int MaximumSteps { get; init => field = Check.Positive(value); } = 100;

    /// <summary>Whether the search ends when the class wins. Default true.</summary>
    public bool StopsWhenFooled { get; init; } = true;

    /// <summary>Whether values stay between black and white. Default true.</summary>
    public bool StaysInPixelRange { get; init; } = true;
}
