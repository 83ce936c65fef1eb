using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using Google.Protobuf;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Fuzz.Mutation;

namespace NetInsight.Fuzz.Comparison;

/// <summary>
/// Compares many mutated networks. A child process does the work, so that one that ONNX Runtime ends by a fault of memory or a division by
/// zero costs one network; the parent notes who was computing.
/// </summary>
internal static class Campaign
{
    private const int FaultsKept = 40;

    /// <summary>The longest that one network may take; networks take milliseconds.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Compares networks of seeds from a first one on; prints the tally. 1 where there are faults.</summary>
    public static int Run(long first, long count, string folder)
    {
        Directory.CreateDirectory(folder);
        string progress = Path.Combine(folder, "progress");
        Stopwatch watch = Stopwatch.StartNew();
        string lines = Path.Combine(folder, "lines");
        File.Delete(lines);
        for (long next = first; next < first + count;)
        {
            File.WriteAllBytes(progress, new byte[16]);
            using Process child = Process.Start(new ProcessStartInfo(
                "dotnet", [typeof(Campaign).Assembly.Location, "compare-part", $"{next}", $"{first + count - next}", folder]))!;
            bool isStuck = !EndsBy(child, progress);
            byte[] state = File.ReadAllBytes(progress);
            if (!isStuck && child.ExitCode == 0)
                break;
            long at = BitConverter.ToInt64(state);
            bool isPeer = (char)state[8] is 'p' or 'd';
            string what = isStuck ? $"no result after {Longest.TotalSeconds:F0} s" : "the process ended";
            File.AppendAllText(lines, $"{at}\t{(isPeer ? OutcomeKind.RefusedByPeer : OutcomeKind.Fault)}\t{what}\n");
            next = Math.Max(at, next) + 1;
        }

        Tally tally = new();
        tally.Read(lines);
        tally.Print(watch.Elapsed, Console.Out);
        tally.Print(watch.Elapsed, folder);
        return tally.Of(OutcomeKind.Fault) > 0 ? 1 : 0;
    }

    /// <summary>Waits for a child; ends it where it works on one network for too long, and returns false.</summary>
    private static bool EndsBy(Process child, string progress)
    {
        long seed = 0;
        Stopwatch since = Stopwatch.StartNew();
        while (!child.WaitForExit(1000))
        {
            long now = BitConverter.ToInt64(File.ReadAllBytes(progress));
            if (now != seed)
            {
                seed = now;
                since.Restart();
            }
            else if (since.Elapsed > Longest)
            {
                child.Kill(entireProcessTree: true);
                child.WaitForExit();
                return false;
            }
        }

        return true;
    }

    /// <summary>The work of a child: one line for each network.</summary>
    public static void Part(long first, long count, string folder)
    {
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(Path.Combine(folder, "progress"), FileMode.Open, null, 16);
        using MemoryMappedViewAccessor progress = file.CreateViewAccessor();
        using StreamWriter lines = new(Path.Combine(folder, "lines"), append: true) { AutoFlush = true };
        Dictionary<string, int> faults = [];
        for (long seed = first; seed < first + count; seed++)
        {
            progress.Write(0, seed);
            progress.Write(8, (byte)'m');
            Outcome outcome = One(seed, phase => progress.Write(8, (byte)phase), out ModelProto? model);
            lines.WriteLine($"{seed}\t{outcome.Kind}\t{outcome.Detail.ReplaceLineEndings(" ")}");
            string key = Tally.KeyOf(outcome.Detail);
            if (outcome.Kind == OutcomeKind.Fault && model is not null && (faults[key] = faults.GetValueOrDefault(key) + 1) <= 3
                && faults.Count <= FaultsKept)
                File.WriteAllBytes(Path.Combine(folder, $"fault-{seed}.onnx"), model.ToByteArray());
        }
    }

    /// <summary>The network of a seed, compared.</summary>
    public static Outcome One(long seed, Action<char> phase, out ModelProto? model)
    {
        model = null;
        try
        {
            model = GraphMutator.Mutate(Choices.OfSeed(seed));
            return Comparer.Compare(model, seed % 2 == 0 ? 1 : 2, phase);
        }
        catch (Exception e)
        {
            return new Outcome(OutcomeKind.Fault, $"exception {e.GetType().Name}: {e}");
        }
    }
}
