namespace NetInsight.Fuzz;

/// <summary>Judges a reader: it must read any bytes or refuse them with a documented exception, within a memory bound.</summary>
internal static class Verdict
{
    /// <summary>Reads the bytes; an exception that escapes is a find.</summary>
    /// <exception cref="InvalidOperationException">More memory was allocated than twice the file and 64 MB.</exception>
    public static void Judge(FuzzTarget target, byte[] bytes) => Refusal(target, bytes);

    /// <summary>The outcome in words.</summary>
    public static string Describe(FuzzTarget target, byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string outcome;
        try
        {
            Exception? refusal = Refusal(target, bytes);
            outcome = refusal is null ? "read" : $"refused, {refusal.GetType().Name}: {refusal.Message}";
        }
        catch (Exception e)
        {
            outcome = $"FIND, {e}";
        }

        return $"{outcome} ({GC.GetAllocatedBytesForCurrentThread() - before:N0} bytes allocated for {bytes.Length:N0})";
    }

    private static Exception? Refusal(FuzzTarget target, byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exception? refusal = null;
        try
        {
            target.Read(bytes);
        }
        catch (Exception e) when (
            e is ModelFormatException or UnsupportedOperatorException or ResourceLimitException or ImageFormatException or IOException)
        {
            refusal = e;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before, limit = 2L * bytes.Length + 64_000_000;
        return allocated <= limit
            ? refusal
            : throw new InvalidOperationException(
                $"{allocated:N0} bytes were allocated for {bytes.Length:N0}; the bound is {limit:N0}.", refusal);
    }
}
