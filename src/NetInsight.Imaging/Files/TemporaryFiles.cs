using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NetInsight.Imaging.Files;

/// <summary>
/// Names of the files that <see cref="WholeFile"/> writes before it moves them: <c>map.png.tmp-machine-process-random</c>. They say who
/// writes, so that those of a killed process are known and removed by the next save.
/// </summary>
internal static class TemporaryFiles
{
    private const string Mark = ".tmp-";

    /// <summary>Tells machines apart that share a folder: 8 hexadecimal digits.</summary>
    private static readonly string Machine =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Environment.MachineName)).AsSpan(0, 4));

    /// <summary>A name that nobody else uses.</summary>
    public static string NameFor(string path) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}{Mark}{Machine}-{Environment.ProcessId}-{Guid.NewGuid():N}");

    /// <summary>
    /// Removes what processes that are no longer running on this machine left beside a file. Errors are passed over: the save that follows
    /// reports what stops it.
    /// </summary>
    public static void RemoveAbandoned(string path)
    {
        if (Path.GetDirectoryName(path) is not { Length: > 0 } folder || !Directory.Exists(folder))
            return;
        string start = Path.GetFileName(path) + Mark;
        try
        {
            EnumerationOptions all = new() { MatchType = MatchType.Simple, MatchCasing = MatchCasing.CaseSensitive };
            foreach (string file in Directory.EnumerateFiles(folder, "*" + Mark + "*", all))
            {
                string name = Path.GetFileName(file);
                if (name.StartsWith(start, StringComparison.Ordinal) && IsAbandoned(name[start.Length..]))
                    RemoveUnused(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Whether the writer, <c>machine-process-random</c>, was a process of this machine that has ended.</summary>
    private static bool IsAbandoned(string writer)
    {
        string[] parts = writer.Split('-');
        return parts.Length == 3 && parts[0] == Machine && parts[2].Length == 32
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int process) && !IsRunning(process);
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using Process running = Process.GetProcessById(process);
            return !running.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return true;                    // it is there, but belongs to someone else
        }
    }

    /// <summary>Removes a file that no process holds open: writers lock theirs.</summary>
    private static void RemoveUnused(string file)
    {
        try
        {
            using FileStream unused = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
