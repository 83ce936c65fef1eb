using System.Globalization;

namespace NetInsight.Tests.Cases;

/// <summary>
/// Reads all files of a folder, one after the other, and prints for each the processor time and the memory that it took above what the
/// process held before. Runs in a process of its own, of which nothing else takes memory.
/// </summary>
internal static class HostileProcess
{
    /// <summary>The variable that names the folder.</summary>
    public const string Variable = "NETINSIGHT_HOSTILE";

    private const string Peak = "VmHWM:", Now = "VmRSS:";

    /// <summary>Whether the system tells the peak of a process's memory and lets it be reset.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && TryResetPeak();

    /// <summary>
    /// For each file a line of its name, milliseconds of processor time, kilobytes, outcome and, of a network, layers. Reads the files in 
    /// the order of their names; those that begin with 0 before all others, so that code is compiled.
    /// </summary>
    public static void Run(string folder)
    {
        string[] files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
        foreach (string file in files.Where(file => Path.GetFileName(file).StartsWith('0')))
            Read(file);
        foreach (string file in files)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            TryResetPeak();
            long before = KilobytesOf(Now);
            TimeSpan start = Environment.CpuUsage.TotalTime;
            string outcome = Read(file);
            double milliseconds = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
            long kilobytes = Math.Max(KilobytesOf(Peak) - before, 0);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}\t{milliseconds:0}\t{kilobytes}\t{outcome}"));
        }
    }

    private static string Read(string file)
    {
        try
        {
            switch (Path.GetExtension(file))
            {
                case ".onnx":
                    using (Model model = Model.Load(file))
                    {
                        model.Summary();
                        return $"read\t{model.Layers.Count}";
                    }

                case ".safetensors" or ".pth" or ".npy":
                    Weights weights = Weights.Load(file);
                    foreach (string name in weights.Shapes?.Keys ?? [])
                        _ = weights[name];
                    return "read";

                default:
                    RgbImage.Load(file);
                    return "read";
            }
        }
        catch (Exception e)
        {
            string message = e.Message.ReplaceLineEndings(" ");
            return $"{e.GetType().Name}: {message[..Math.Min(message.Length, 160)]}";
        }
    }

    /// <summary>Sets the peak back to what the process holds now (proc(5), clear_refs).</summary>
    private static bool TryResetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long KilobytesOf(string field)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite
            | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }
}
