namespace NetInsight.Fuzz;

/// <summary>A file (in memory on Linux), rewritten for each input, for readers that take a path.</summary>
internal static class TemporaryFile
{
    private static readonly string Name = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"netinsight-fuzz-{Environment.ProcessId}");

    /// <summary>Writes the bytes, reads the file and deletes it.</summary>
    public static void Use(byte[] bytes, Action<string> read)
    {
        try
        {
            File.WriteAllBytes(Name, bytes);
            read(Name);
        }
        finally
        {
            File.Delete(Name);
        }
    }
}
