using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NetInsight.Tests.Conventions;

/// <summary>One C# file of this repository: its path from the root, its text, and its syntax.</summary>
internal sealed class SourceFile(string path)
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> All = new(() => [.. new[] { "src", "tests", "bench", "samples" }
        .Select(folder => System.IO.Path.Combine(Repository.Root, folder))
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .Select(file => new SourceFile(file))]);

    private readonly Lazy<string> _text = new(() => File.ReadAllText(System.IO.Path.Combine(Repository.Root, path)));
    private SyntaxNode? _root;

    /// <summary>The path from the root, such as <c>src/NetInsight/Graphs/Graph.cs</c>.</summary>
    public string Path => path;

    /// <summary>The file's name without folder and ending, such as <c>Conv.Cpu</c>.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(path);

    /// <summary>The folder's path from the root.</summary>
    public string Folder => path[..path.LastIndexOf('/')];

    /// <summary>Whether a tool wrote the file.</summary>
    public bool IsGenerated => path.EndsWith(".g.cs", StringComparison.Ordinal);

    public string Text => _text.Value;

    public string[] Lines => Text.Split('\n');

    /// <summary>The parsed file.</summary>
    public SyntaxNode Root => _root ??= CSharpSyntaxTree.ParseText(Text, new CSharpParseOptions(LanguageVersion.Preview), path).GetRoot();

    /// <summary>The files below some folders of the root; all of them where none is named.</summary>
    public static IEnumerable<SourceFile> In(params string[] folders) => folders is []
        ? All.Value
        : All.Value.Where(file => folders.Any(folder => file.Path.StartsWith(folder + "/", StringComparison.Ordinal)));

    public override string ToString() => path;
}
