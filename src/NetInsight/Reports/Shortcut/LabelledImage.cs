using System.Collections.Immutable;

namespace NetInsight;

/// <summary>An image with its class and, where they are known, the boxes of its object. Immutable.</summary>
/// <param name="Id">The name, such as that of a file; unique within a set.</param>
/// <param name="Image">The image.</param>
/// <param name="Class">The index of its class in the network's output.</param>
public sealed record LabelledImage(string Id, RgbImage Image, int Class)
{
    /// <summary>
    /// The boxes inside which the network should look, in pixels of <see cref="Image"/>. Default none: the centre of the network's input
    /// counts instead (<see cref="ShortcutOptions.CenterShare"/>).
    /// </summary>
    public ImmutableArray<PixelRectangle> Boxes { get; init => field = value.IsDefault ? [] : value; } = [];
}
