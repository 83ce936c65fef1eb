namespace NetInsight.Tests.Kernels;

public sealed class MicrokernelSourceTests
{
    /// <summary>Set NETINSIGHT_REGENERATE=1 to write the files anew.</summary>
    [Fact]
    public void The_committed_kernels_are_what_the_generator_writes()
    {
        string folder = Path.Combine(Repository.Root, "src", "NetInsight.Kernels", "Gemm");
        foreach ((int bits, int[] rows) in MicrokernelSource.Variants)
        {
            string path = Path.Combine(folder, MicrokernelSource.FileName(bits)), source = MicrokernelSource.Write(bits, rows);
            if (Environment.GetEnvironmentVariable("NETINSIGHT_REGENERATE") == "1")
                File.WriteAllText(path, source);
            Assert.Equal(source, File.ReadAllText(path).ReplaceLineEndings("\n"));
        }
    }
}
