namespace NetInsight.Formats.PyTorch;

/// <summary>A file inside a zip file, stored as it is.</summary>
/// <param name="Name">Its name, with folders.</param>
/// <param name="HeaderStart">Where its local header begins.</param>
/// <param name="Start">Where its bytes begin.</param>
/// <param name="Length">How many there are.</param>
internal readonly record struct ZipEntry(string Name, long HeaderStart, long Start, long Length)
{
    /// <summary>The byte behind its last.</summary>
    public long End => Start + Length;
}
