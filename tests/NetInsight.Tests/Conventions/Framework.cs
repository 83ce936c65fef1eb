using Microsoft.CodeAnalysis;

namespace NetInsight.Tests.Conventions;

/// <summary>The assemblies of this process, for code that tests compile.</summary>
internal static class Framework
{
    /// <summary>The framework, the packages, and the libraries under test.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(path => MetadataReference.CreateFromFile(path))];
}
