using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>
/// A job with checkpoints that is killed (SIGKILL) at random moments and continued: its result must be that of an uninterrupted run, byte
/// for byte, and no temporary file may be left.
/// </summary>
internal static class Kills
{
    private const int Images = 400, Side = 48, Batch = 6;
    private const string Checkpoint = "checkpoint.json", Result = "result.json", Layer = "layer3.2";

    /// <summary>Reads the arguments and runs.</summary>
    /// <returns>0 where all kills were resumed byte-equal.</returns>
    public static int Run(string[] args)
    {
        Option<int> rounds = new("--rounds") { Description = "How many kills.", DefaultValueFactory = _ => 50 };
        Option<int> seed = new("--seed") { Description = "Of the moments.", DefaultValueFactory = _ => 1 };
        RootCommand command = new("Kills of a job of patches.") { rounds, seed };
        command.SetAction(parsed => Run(parsed.GetValue(rounds), parsed.GetValue(seed)));
        return command.Parse(args).Invoke();
    }

    /// <summary>The job itself, in a process of its own.</summary>
    public static int Job(string folder)
    {
        string checkpoint = Path.Combine(folder, Checkpoint);
        using Model model = Architectures.CifarResNet(20, HashFill.Weights);
        PatchesOptions options = new()
        {
            BatchSize = Batch,
            PatchSize = 24,
            CheckpointFile = checkpoint,
            CheckpointInterval = Batch,
            ContinueFrom = File.Exists(checkpoint) ? PatchTable.Load(checkpoint) : null,
        };
        MaximallyActivatingPatches.Compute(model, Enumerable.Range(0, Images).Select(ImageOf), Layer, options: options)
            .Save(Path.Combine(folder, Result));
        return 0;
    }

    private static int Run(int rounds, int seed)
    {
        using Folder whole = new();
        long start = Stopwatch.GetTimestamp();
        Start(whole.Path).WaitForExit();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        byte[] expected = File.ReadAllBytes(Path.Combine(whole.Path, Result));
        Random random = new(seed);
        int killed = 0, equal = 0, begun = 0, leftovers = 0;
        while (killed < rounds)
        {
            using Folder folder = new();
            using (Process job = Start(folder.Path))
            {
                if (job.WaitForExit(time * (0.05 + 0.9 * random.NextDouble())))
                    continue;                                           // it was done before; another moment
                job.Kill();                                             // SIGKILL
                job.WaitForExit();
            }

            killed++;
            begun += File.Exists(Path.Combine(folder.Path, Checkpoint)) ? 1 : 0;
            leftovers += Files(folder.Path).Length - Known(folder.Path);
            using Process resumed = Start(folder.Path);
            resumed.WaitForExit();
            bool isClean = Files(folder.Path).Length == 2;
            if (resumed.ExitCode == 0 && isClean && expected.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder.Path, Result))))
                equal++;
            else
                Console.WriteLine($"kill {killed}: exit code {resumed.ExitCode}, files {string.Join(", ", Files(folder.Path))}");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{equal} of {killed} kills resumed byte-equal ({expected.Length:N0} bytes; the whole job takes {time.TotalSeconds:0.0} s); "
            + $"{begun} were killed after a first checkpoint; {leftovers} left a temporary file, removed by the next save"));
        return equal == killed ? 0 : 1;
    }

    private static string[] Files(string folder) => [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!)];

    private static int Known(string folder) => Files(folder).Count(file => file is Checkpoint or Result);

    private static Process Start(string folder)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!);
        start.ArgumentList.Add("kill-job");
        start.ArgumentList.Add(folder);
        return Process.Start(start)!;
    }

    private static NamedImage ImageOf(int index)
    {
        float[] values = HashFill.Uniform($"image {index}", new Shape(Side * Side * 3), 0, 255).AsSpan().ToArray();
        byte[] pixels = Array.ConvertAll(values, value => (byte)value);
        return new NamedImage($"{index:0000}", RgbImage.FromPixels(pixels, Side, Side, PixelLayout.Rgb24));
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("netinsight-kills-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
