namespace NetInsight;

/// <summary>A file of a folder that could not be read as a picture.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why: an <see cref="ImageFormatException"/>, an <see cref="IOException"/> or an <see cref="UnauthorizedAccessException"/>.</param>
public sealed record UnreadableImage(string Path, Exception Reason)
{
    /// <summary>The file and what is wrong with it.</summary>
    public override string ToString() => Reason is ImageFormatException format ? $"{Path}: {format.Rule}" : $"{Path}: {Reason.Message}";
}
