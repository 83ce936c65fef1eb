using System.Reflection;

namespace NetInsight.Tests;

/// <summary>The house rules that a machine can check (DESIGN and STYLE): a convention is a test, or it is an opinion.</summary>
public sealed class ConventionTests
{
    private const int MostLines = 400;
    private static readonly string[] ForbiddenWords = ["Utils", "Util", "Helper", "Helpers", "Manager", "Common", "Base", "Impl"];
    private static readonly Assembly[] Libraries = [typeof(Tensor).Assembly, typeof(RgbImage).Assembly, typeof(Model).Assembly];

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        string[] tooLong = [.. Sources().Where(path => !path.EndsWith(".g.cs")).Where(path => File.ReadLines(path).Count() > MostLines)];
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Every_public_type_lives_in_the_one_namespace()
    {
        Type[] strangers = [.. Libraries.SelectMany(library => library.GetExportedTypes()).Where(type => type.Namespace != "NetInsight")];
        Assert.Empty(strangers);
    }

    [Fact]
    public void Nothing_is_called_helper_or_the_like()
    {
        string[] named = [.. Sources().Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => ForbiddenWords.Any(word => name.Split('.')[0].EndsWith(word, StringComparison.Ordinal)))];
        Assert.Empty(named);
    }

    [Fact]
    public void No_region_hides_code()
    {
        string marker = "#" + "region";
        Assert.DoesNotContain(Sources(), path => File.ReadAllText(path).Contains(marker, StringComparison.Ordinal));
    }

    [Fact]
    public void Kernels_and_imaging_see_nothing_of_each_other()
    {
        Assert.DoesNotContain(typeof(Tensor).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("NetInsight", StringComparison.Ordinal));
        Assert.DoesNotContain(typeof(RgbImage).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("NetInsight", StringComparison.Ordinal));
    }

    [Fact]
    public void Unsafe_code_stays_in_kernels()
    {
        Assert.DoesNotContain(Sources("src/NetInsight", "src/NetInsight.Imaging"), path => File.ReadAllText(path).Contains("unsafe ", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_tensor_core_sees_the_graphics_library()
    {
        Assert.DoesNotContain(typeof(RgbImage).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("ILGPU", StringComparison.Ordinal));
        Assert.DoesNotContain(typeof(Model).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("ILGPU", StringComparison.Ordinal));
        string[] sources = [.. Sources("src").Where(path => File.ReadAllText(path).Contains("using ILGPU", StringComparison.Ordinal)).Select(path => Path.GetFileName(path))];
        Assert.All(sources, name => Assert.True(name.EndsWith(".Gpu.cs", StringComparison.Ordinal) || name.EndsWith(".PackedGpu.cs", StringComparison.Ordinal) || name.StartsWith("Gpu", StringComparison.Ordinal), name));
    }

    [Fact]
    public void No_package_source_is_named()
    {
        Assert.DoesNotContain("<add", File.ReadAllText(Path.Combine(Repository.Root, "nuget.config")), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Sources(params string[] folders) =>
        (folders is [] ? ["src", "tests", "bench", "samples"] : folders)
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories));
}
