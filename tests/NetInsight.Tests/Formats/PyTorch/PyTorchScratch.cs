namespace NetInsight.Tests.Formats.PyTorch;

/// <summary>A file that is written, loaded as weights, and deleted at the end.</summary>
internal sealed class PyTorchScratch : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"netinsight-{Guid.NewGuid():N}.pth");

    public void Dispose() => File.Delete(Path);

    /// <summary>Writes and loads it.</summary>
    public Weights Load(byte[] bytes, LoadLimits? limits = null)
    {
        File.WriteAllBytes(Path, bytes);
        return Weights.Load(Path, limits);
    }

    /// <summary>It is refused as broken, with the file's path and a message that says what is wrong.</summary>
    public void Refused(string rule, byte[] bytes)
    {
        ModelFormatException refusal = Assert.Throws<ModelFormatException>(() => Load(bytes));
        Assert.Equal(Path, refusal.Path);
        Assert.Contains(rule, refusal.Message);
    }

    /// <summary>A pickle is refused in a zip file and in the legacy format.</summary>
    public void RefusedPickle(string rule, byte[] pickle)
    {
        Refused(rule, TorchBuilder.Zip(pickle));
        Refused(rule, TorchBuilder.Legacy(pickle));
    }

    /// <summary>It is refused as too large, with a message that names the limit.</summary>
    public void Limited(string rule, byte[] bytes, LoadLimits? limits = null) =>
        Assert.Contains(rule, Assert.Throws<ResourceLimitException>(() => Load(bytes, limits)).Message);

    /// <summary>Everything is read, or the file is refused by one of the documented exceptions.</summary>
    public void AcceptsOrRefuses(byte[] bytes)
    {
        try
        {
            Weights weights = Load(bytes);
            foreach (string name in weights.Shapes!.Keys)
                Assert.Equal(weights.Shapes[name], weights[name].Shape);
        }
        catch (Exception e) when (e is ModelFormatException or ResourceLimitException)
        {
        }
    }
}
