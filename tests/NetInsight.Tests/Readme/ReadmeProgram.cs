using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetInsight.Tests.Conventions;

namespace NetInsight.Tests.Readme;

/// <summary>All C# blocks of a Markdown text, pasted into one program in their order.</summary>
internal static partial class ReadmeProgram
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>The program's text, the using directives of all blocks first. Its errors name lines of the Markdown file.</summary>
    public static string Text(string markdown, string file)
    {
        StringBuilder directives = new(), statements = new();
        foreach (Match block in Block().Matches(markdown))
        {
            int line = markdown.AsSpan(0, block.Groups["code"].Index).Count('\n');
            foreach (string code in block.Groups["code"].Value.Split('\n'))
                (Directive().IsMatch(code) ? directives : statements).AppendLine($"#line {++line} \"{file}\"").AppendLine(code);
        }

        return $"{directives}{statements}";
    }

    /// <summary>Compiles a program, with the errors that there are.</summary>
    public static (byte[] Image, string[] Errors) Compile(string text)
    {
        CSharpParseOptions options = new(LanguageVersion.Preview);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Readme",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, options), CSharpSyntaxTree.ParseText(text, options)],
            Framework.References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream image = new();
        string[] errors = [.. compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => $"{diagnostic.Location.GetMappedLineSpan()}: {diagnostic.GetMessage()}")];
        return (image.ToArray(), errors);
    }

    /// <summary>Runs a compiled program and returns what it prints. Sets the process's current folder and console.</summary>
    public static string Run(byte[] image, string folder)
    {
        string current = Environment.CurrentDirectory;
        TextWriter console = Console.Out;
        using StringWriter output = new();
        try
        {
            Environment.CurrentDirectory = folder;
            Console.SetOut(output);
            Assembly.Load(image).EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [Array.Empty<string>()], null);
            return output.ToString();
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = current;
        }
    }

    [GeneratedRegex(@"^```csharp\r?\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^using (static )?[\w.]+;")]
    private static partial Regex Directive();
}
