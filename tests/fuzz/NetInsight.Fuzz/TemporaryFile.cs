namespace NetInsight.Fuzz;

/// <summary>One file in memory (on Linux), written anew for each reading, for readers that take a path.</summary>
internal static class TemporaryFile
{
    private static readonly string Name = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"netinsight-fuzz-{Environment.ProcessId}");

    /// <summary>Writes bytes, reads them from the file, and removes it.</summary>
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
