namespace NetInsight.Formats.PyTorch.Zip;

/// <summary>An uncompressed file inside a zip file.</summary>
/// <param name="Name">Its name, with folders.</param>
/// <param name="HeaderOffset">File offset of its local header.</param>
/// <param name="DataOffset">File offset of its first byte.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct ZipEntry(string Name, long HeaderOffset, long DataOffset, long Length)
{
    /// <summary>File offset of the byte behind its last.</summary>
    public long End => DataOffset + Length;
}
