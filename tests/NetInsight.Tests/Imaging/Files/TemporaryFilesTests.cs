using System.Diagnostics;
using NetInsight.Imaging.Files;

namespace NetInsight.Tests.Imaging.Files;

/// <summary>What killed processes leave beside a file is removed by the next save, and nothing else.</summary>
public sealed class TemporaryFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("netinsight-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_next_save_removes_what_a_killed_process_left()
    {
        string path = Path.Combine(_folder, "a.png"), name = TemporaryFiles.NameFor(path), own = $"-{Environment.ProcessId}-";
        string killed = name.Replace(own, $"-{EndedProcess()}-", StringComparison.Ordinal);
        string elsewhere = killed.Replace(".tmp-", ".tmp-f", StringComparison.Ordinal);             // another machine
        string other = killed.Replace("a.png", "b.png", StringComparison.Ordinal);
        string[] kept = [name, elsewhere, other, path + ".tmp-mine", path + ".tmp-0-0-0"];
        foreach (string file in kept.Append(killed))
            File.WriteAllText(file, "half a file");
        RgbImage.Solid(2, 2, RgbColor.Gray).Save(path);
        Assert.False(File.Exists(killed));
        Assert.All(kept, file => Assert.True(File.Exists(file), file));
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_temporary_file_that_is_open_is_kept()
    {
        string path = Path.Combine(_folder, "a.png");
        string killed = TemporaryFiles.NameFor(path).Replace($"-{Environment.ProcessId}-", $"-{EndedProcess()}-", StringComparison.Ordinal);
        using (new FileStream(killed, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            TemporaryFiles.RemoveAbandoned(path);
            Assert.True(File.Exists(killed));
        }

        TemporaryFiles.RemoveAbandoned(path);
        Assert.False(File.Exists(killed));
    }

    [Fact]
    public void A_folder_is_not_written_over()
    {
        string path = Path.Combine(_folder, "folder.png");
        Directory.CreateDirectory(path);
        Assert.EndsWith("is a folder.", Assert.Throws<IOException>(() => RgbImage.Solid(2, 2, RgbColor.Gray).Save(path)).Message);
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    /// <summary>The number of a process that has ended.</summary>
    private static int EndedProcess()
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, "-?") { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.Id;
    }
}
