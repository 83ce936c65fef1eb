namespace NetInsight.Tests.Conventions;

/// <summary>What the libraries may see of the world outside, and of each other as assemblies.</summary>
public sealed class DependencyTests
{
    [Fact]
    public void Kernels_and_imaging_see_nothing_of_each_other()
    {
        Assert.Empty(ReferencesOf(typeof(Tensor), "NetInsight"));
        Assert.Empty(ReferencesOf(typeof(RgbImage), "NetInsight"));
    }

    [Fact]
    public void Unsafe_code_stays_in_kernels()
    {
        SourceFile[] files =
        [
            .. SourceFile.In("src").Where(file => !file.Path.StartsWith("src/NetInsight.Kernels/", StringComparison.Ordinal))
                .Where(file => file.Text.Contains("unsafe ", StringComparison.Ordinal)),
        ];
        Assert.Empty(files);
    }

    [Fact]
    public void Only_files_for_GPUs_see_ILGPU()
    {
        Assert.Empty(ReferencesOf(typeof(RgbImage), "ILGPU"));
        Assert.Empty(ReferencesOf(typeof(Model), "ILGPU"));
        SourceFile[] others =
        [
            .. SourceFile.In("src").Where(file => file.Text.Contains("using ILGPU", StringComparison.Ordinal)).Where(file =>
                !file.Name.EndsWith(".Gpu", StringComparison.Ordinal) && !file.Name.EndsWith(".PackedGpu", StringComparison.Ordinal)
                && !file.Name.StartsWith("Gpu", StringComparison.Ordinal)),
        ];
        Assert.Empty(others);
    }

    [Fact]
    public void No_package_source_is_named() =>
        Assert.DoesNotContain("<add", File.ReadAllText(Path.Combine(Repository.Root, "nuget.config")), StringComparison.Ordinal);

    private static IEnumerable<string> ReferencesOf(Type type, string beginning) => type.Assembly.GetReferencedAssemblies()
        .Select(name => name.Name!).Where(name => name.StartsWith(beginning, StringComparison.Ordinal));
}
