using dnlib.DotNet;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetInsight.Tests.Conventions;

/// <summary>
/// The folder to which a type of the libraries belongs, written without "src" and "NetInsight.": <c>Kernels/Gemm</c>,
/// <c>Execution/Planning</c>. Types outside the namespace <c>NetInsight</c> belong to the folder that their namespace names, those in it to
/// the folder of the file that declares them.
/// </summary>
/// <param name="declared">Folders of the types in the namespace <c>NetInsight</c>, by metadata name (<c>PlanRun`1</c>).</param>
internal sealed class TypeFolders(IReadOnlyDictionary<string, string> declared)
{
    /// <summary>The folder of files that lie in <c>src/NetInsight</c> itself.</summary>
    public const string Root = "NetInsight";

    /// <summary>Of the libraries of this repository.</summary>
    public static TypeFolders OfSources() => new(SourceFile.In("src").Where(file => !file.IsGenerated)
        .SelectMany(file => file.Root.DescendantNodes().OfType<MemberDeclarationSyntax>().Select(type => (type, file)))
        .Where(pair => pair.type is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
        .Where(pair => pair.type.Parent is BaseNamespaceDeclarationSyntax space && space.Name.ToString() == "NetInsight")
        .GroupBy(pair => MetadataName(pair.type))
        .ToDictionary(group => group.Key, group => string.Join(" and ", group.Select(pair => OfPath(pair.file.Folder)).Distinct())));

    /// <summary>The folder's name in tables, of a path such as <c>src/NetInsight.Kernels/Gemm</c>.</summary>
    public static string OfPath(string folder)
    {
        string[] parts = folder.Split('/')[1..];
        parts[0] = parts[0]["NetInsight".Length..].TrimStart('.');
        return parts is [""] ? Root : string.Join('/', parts.Where(part => part.Length > 0));
    }

    /// <summary>The folder of a type that is not nested; null where the type is not ours or written by the compiler.</summary>
    public string? Of(ITypeDefOrRef type) => type.Namespace switch
    {
        "NetInsight" => declared.GetValueOrDefault(type.Name)
            ?? throw new InvalidOperationException($"No file of src declares {type.FullName}."),
        { } space when space.StartsWith("NetInsight.", StringComparison.Ordinal) => space["NetInsight.".Length..].Replace('.', '/'),
        _ => null,
    };

    private static string MetadataName(MemberDeclarationSyntax type)
    {
        (string name, TypeParameterListSyntax? parameters) = type switch
        {
            DelegateDeclarationSyntax function => (function.Identifier.Text, function.TypeParameterList),
            TypeDeclarationSyntax declared => (declared.Identifier.Text, declared.TypeParameterList),
            _ => (((BaseTypeDeclarationSyntax)type).Identifier.Text, null),
        };
        return name + (parameters is { Parameters.Count: > 0 and var count } ? $"`{count}" : "");
    }
}
