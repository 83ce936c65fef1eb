using NetInsight.Imaging;

namespace NetInsight;

/// <summary>A file of a folder that could not be read as an image.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">
/// An <see cref="ImageFormatException"/>, an <see cref="IOException"/> or an <see cref="UnauthorizedAccessException"/>.
/// </param>
public sealed record UnreadableImage(string Path, Exception Reason)
{
    /// <summary>The file and the reason.</summary>
    public override string ToString() =>
        Printable.Escape($"{Path}: {(Reason is ImageFormatException format ? format.Rule : Reason.Message)}");
}
