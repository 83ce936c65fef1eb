using NetInsight.Imaging;

namespace NetInsight;

/// <summary>How <see cref="DeepDream"/> changes an image. The defaults are those of Mordvintsev, Olah and Tyka (2015).</summary>
public sealed record DeepDreamOptions
{
    /// <summary>The options that are used where none are given.</summary>
    public static DeepDreamOptions Default { get; } = new();

    /// <summary>
    /// The number of sizes, each <see cref="OctaveScale"/> times the one before, the last the image's own; 1 to 20. Default 4.
    /// </summary>
    public int Octaves { get; init => field = Check.Within(value, 1, 20); } = 4;

    /// <summary>The ratio of one size to the next; from 1.01 to 4. Default 1.4.</summary>
    public double OctaveScale { get; init => field = Check.Within(value, 1.01, 4); } = 1.4;

    /// <summary>Steps at each size; positive. Default 10.</summary>
    public int StepsPerOctave { get; init => field = Check.Positive(value); } = 10;

    /// <summary>
    /// By how much a step changes a channel of a pixel on average, in steps of 255 (the gradient is divided by the mean of its magnitudes);
    /// positive. Default 1.5.
    /// </summary>
    public double StepLength { get; init => field = Check.Positive(value); } = 1.5;

    /// <summary>The most pixels by which the image is rolled before each step, and back after it; 0 to 1,024. Default 32.</summary>
    public int Jitter { get; init => field = Check.Within(value, 0, 1024); } = 32;

    /// <summary>
    /// An image whose features the dream takes on: each position grows towards the position of the guide with the largest dot product.
    /// Default: none; the layer's own features grow.
    /// </summary>
    public RgbImage? Guide { get; init; }

    /// <summary>Whether values stay between black and white. Default true.</summary>
    public bool StaysInPixelRange { get; init; } = true;

    /// <summary>Seed of the jitter. Default 1.</summary>
    public ulong Seed { get; init; } = 1;
}
