namespace NetInsight;

/// <summary>Writes files whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes under a temporary name in the same folder, flushes to the disk, then moves over the old file. If anything fails, the temporary file is
    /// deleted and the old one is as it was.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = $"{Path.GetFullPath(path)}.tmp-{Guid.NewGuid():N}";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
