using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetInsight.Tests.Conventions;

/// <summary>Public types are in <c>NetInsight</c>, internal ones in the namespace of their folder.</summary>
public sealed class NamespaceTests
{
    [Fact]
    public void Every_public_type_lives_in_the_one_namespace()
    {
        Type[] exported = [.. FolderUses.Libraries.SelectMany(library => library.GetExportedTypes())];
        Type[] astray = [.. exported.Where(type => type.Namespace != "NetInsight")];
        Assert.Empty(astray);
    }

    [Fact]
    public void Every_internal_type_lives_in_the_namespace_of_its_folder()
    {
        HashSet<string> exported =
            [.. FolderUses.Libraries.SelectMany(library => library.GetExportedTypes()).Select(type => type.Name.Split('`')[0])];
        string[] astray =
        [
            .. from file in SourceFile.In("src")
               from space in file.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
               from type in space.Members.OfType<BaseTypeDeclarationSyntax>()
               where space.Name.ToString() != NamespaceOf(file) && !type.Modifiers.Any(SyntaxKind.PublicKeyword)
               where space.Name.ToString() != "NetInsight" || !exported.Contains(type.Identifier.Text)      // a partial type's other part
               select $"{file}: {space.Name}.{type.Identifier.Text}",
        ];
        Assert.Empty(astray);
    }

    private static string NamespaceOf(SourceFile file) => file.Folder["src/".Length..].Replace('/', '.');
}
