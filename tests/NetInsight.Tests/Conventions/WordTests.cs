using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetInsight.Tests.Conventions;

/// <summary>One concept, one word, the field's: image, GPU and CPU (docs/glossary.md).</summary>
public sealed partial class WordTests
{
    private const int MostInSources = 60;

    /// <summary>Public members whose documentation says "picture" for what a technique draws.</summary>
    private static readonly string[] Figures = [];

    [Fact]
    public void Sources_hardly_use_private_words()
    {
        (SourceFile File, int Count)[] uses = [.. SourceFile.In("src").Select(file => (file, Private().Count(file.Text)))];
        if (uses.Sum(pair => pair.Count) is > MostInSources and var total)
        {
            IEnumerable<string> files = uses.Where(pair => pair.Count > 0).OrderByDescending(pair => pair.Count)
                .Select(pair => $"{pair.Count,4} {pair.File}");
            Assert.Fail($"{total} times picture, card or processor; at most {MostInSources} may stay:\n{string.Join('\n', files)}");
        }
    }

    [Fact]
    public void Public_documentation_uses_none()
    {
        string[] found =
        [
            .. from file in SourceFile.In("src")
               from member in file.Root.DescendantNodes().OfType<MemberDeclarationSyntax>()
               where member is not BaseNamespaceDeclarationSyntax
               where member.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().All(IsPublic)
               let name = NameOf(member)
               where !Figures.Contains(name)
               from comment in member.GetLeadingTrivia()
               where comment.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
               from Match word in Private().Matches(comment.ToFullString())
               select $"{file.Path}: {name}: {word.Value}",
        ];
        if (found.Length > 0)
            Assert.Fail($"{found.Length} private words in public documentation:\n{string.Join('\n', found)}");
    }

    private static bool IsPublic(MemberDeclarationSyntax member) =>
        member is BaseNamespaceDeclarationSyntax or EnumMemberDeclarationSyntax || member.Parent is InterfaceDeclarationSyntax
        || member.Modifiers.Any(SyntaxKind.PublicKeyword) || (member is TypeDeclarationSyntax type && HasPublicPart(type));

    /// <summary>A part of a type may leave out what another part says.</summary>
    private static bool HasPublicPart(TypeDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PartialKeyword)
        && FolderUses.Libraries.Any(library => library.GetType($"NetInsight.{type.Identifier.Text}")?.IsPublic == true);

    private static string NameOf(MemberDeclarationSyntax member)
    {
        string own = member switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier.Text,
            MethodDeclarationSyntax method => method.Identifier.Text,
            PropertyDeclarationSyntax property => property.Identifier.Text,
            EnumMemberDeclarationSyntax value => value.Identifier.Text,
            FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
            IndexerDeclarationSyntax => "this",
            _ => member.Kind().ToString(),
        };
        return member.Parent is BaseTypeDeclarationSyntax outer ? $"{outer.Identifier.Text}.{own}" : own;
    }

    [GeneratedRegex(@"\b(pictures?|cards?|processors?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Private();
}
