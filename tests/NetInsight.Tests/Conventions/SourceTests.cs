using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetInsight.Tests.Conventions;

/// <summary>The shape of files and folders.</summary>
public sealed class SourceTests
{
    private const int MostLines = 400, MostColumns = 140, MostFiles = 28;

    private static readonly string[] ForbiddenWords = ["Utils", "Util", "Helper", "Helpers", "Manager", "Common", "Base", "Impl"];

    private static IEnumerable<SourceFile> Written => SourceFile.In().Where(file => !file.IsGenerated);

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        SourceFile[] tooLong = [.. Written.Where(file => file.Lines.Length > MostLines + 1)];
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_line_is_wider_than_140_columns()
    {
        string[] wide =
        [
            .. from file in Written
               from line in file.Lines.Index()
               where line.Item.TrimEnd().Length > MostColumns
               select $"{file}:{line.Index + 1}",
        ];
        if (wide.Length > 0)
            Assert.Fail($"{wide.Length} lines are wider than {MostColumns} columns:\n{string.Join('\n', wide)}");
    }

    [Fact]
    public void A_folder_of_src_holds_more_than_one_file_and_at_most_28()
    {
        string[] unfit =
        [
            .. from file in SourceFile.In("src")
               group file by file.Folder into folder
               let files = folder.Count()
               where files > MostFiles || (files == 1 && folder.Key.Count('/') > 1)      // a project's own folder may hold one
               select $"{folder.Key}: {files}",
        ];
        Assert.Empty(unfit);
    }

    /// <summary>X.cs says what an operator is and may delegate; what computes stands in X.Cpu.cs and X.Gpu.cs.</summary>
    [Fact]
    public void An_operators_loops_stand_in_the_files_of_their_device()
    {
        string[] misplaced =
        [
            .. from file in SourceFile.In("src")
               where file.Folder.StartsWith("src/NetInsight.Kernels/Operators", StringComparison.Ordinal)
               where !file.Name.Contains('.')
               from method in file.Root.DescendantNodes().OfType<MethodDeclarationSyntax>()
               where method.Identifier.Text == "Forward" && method.Modifiers.Any(SyntaxKind.OverrideKeyword)
               where method.DescendantNodes().Any(node =>
                   node is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax)
               select $"{file.Path}: {method.ParameterList.Parameters[0].Type}",
        ];
        Assert.Empty(misplaced);
    }

    [Fact]
    public void Nothing_is_called_helper_or_the_like()
    {
        SourceFile[] named =
            [.. Written.Where(file => ForbiddenWords.Any(word => file.Name.Split('.')[0].EndsWith(word, StringComparison.Ordinal)))];
        Assert.Empty(named);
    }

    [Fact]
    public void No_region_hides_code()
    {
        string marker = "#" + "region";
        SourceFile[] hiding = [.. Written.Where(file => file.Text.Contains(marker, StringComparison.Ordinal))];
        Assert.Empty(hiding);
    }
}
