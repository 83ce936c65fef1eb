namespace NetInsight.Fuzz;

/// <summary>One file in memory (on Linux), written anew for each reading, for readers that take a path.</summary>
internal static class TemporaryFile
{
    private static readonly string _path = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"netinsight-fuzz-{Environment.ProcessId}");

    /// <summary>Writes bytes, reads them from the file, and removes it.</summary>
    public static void Use(byte[] bytes, Action<string> read)
    {
        try
        {
            File.WriteAllBytes(_path, bytes);
            read(_path);
        }
        finally
        {
            File.Delete(_path);
        }
    }
}
