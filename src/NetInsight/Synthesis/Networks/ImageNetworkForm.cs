using System.Globalization;

namespace NetInsight;

/// <summary>How a network makes images of images, and how that is known.</summary>
public sealed record ImageNetworkForm
{
    internal ImageNetworkForm()
    {
    }

    /// <summary>How pixels become the network's input.</summary>
    public required ImageValueRange InputRange { get; init; }

    /// <summary>How the network's output becomes pixels.</summary>
    public required ImageValueRange OutputRange { get; init; }

    /// <summary>By what <see cref="InputRange"/> is known, or why it was assumed.</summary>
    public required string InputReason { get; init; }

    /// <summary>By what <see cref="OutputRange"/> is known, or why it was assumed.</summary>
    public required string OutputReason { get; init; }

    /// <summary>Whether a range is assumed: nothing states it, and no operator of the network gives it.</summary>
    public required bool IsAssumed { get; init; }

    /// <summary>The output's height and width divided by the input's: 1 for styles, 2 or 4 for super-resolution.</summary>
    public required double Scale { get; init; }

    /// <summary>The output's channels: 3 for colour, 1 for gray.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>
    /// The size that the file states; null where it leaves it open. Images of other sizes run too where all layers fit them, which is an
    /// assumption: numbers that a file computed for its own size would be wrong.
    /// </summary>
    public required ImageSize? StatedSize { get; init; }

    /// <summary>Both ranges, how they are known, and the scale.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"input {InputRange} ({InputReason}); output {OutputRange} ({OutputReason}), {(OutputChannels == 1 ? "gray" : "colour")}, "
        + $"{Scale:G4} times the input's size{(StatedSize is { } size ? $", stated for {size} (height x width)" : "")}");
}
