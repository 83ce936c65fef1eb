using dnlib.DotNet;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NetInsight.Tests.Conventions;

/// <summary>The checker against small assemblies in which a type of folder <c>Low</c> names one of folder <c>High</c>.</summary>
public sealed class FolderCheckerTests
{
    private const string High = """
        namespace NetInsight.High
        {
            public class Thing { public static int Count; public static Thing Make() => new(); public void Do() { } public class Inner; }
            public interface IThing;
            public sealed class Fault : System.Exception;
            public struct Number { public int Value; }
        }

        """;

    private static readonly FolderTable Table = new([new(["Low"], []), new(["High"], ["Low"])], []);

    [Theory]
    [InlineData("class User : Thing;", "Thing")]
    [InlineData("class User : IThing;", "IThing")]
    [InlineData("class User<T> where T : IThing;", "IThing")]
    [InlineData("class User { Thing field; }", "Thing")]
    [InlineData("class User { System.Collections.Generic.List<Thing[]> field; }", "Thing")]
    [InlineData("class User { Thing Property { get; set; } }", "Thing")]
    [InlineData("class User { event System.Action<Thing> Happened; }", "Thing")]
    [InlineData("class User { void Method(Thing thing) { } }", "Thing")]
    [InlineData("class User { void Method(in Number number) { } }", "Number")]
    [InlineData("class User { Thing Method() => null; }", "Thing")]
    [InlineData("class User { void Method<T>() where T : Thing { } }", "Thing")]
    [InlineData("class User { unsafe void Method(delegate*<Thing, void> pointer) { } }", "Thing")]
    [InlineData("class User { unsafe void Method(Number* pointer) { } }", "Number")]
    [InlineData("class User { void Method() { Thing local = null; System.GC.KeepAlive(local); } }", "Thing")]
    [InlineData("class User { object Method() => new Thing(); }", "Thing")]
    [InlineData("class User { object Method() => typeof(Thing); }", "Thing")]
    [InlineData("class User { object Method() => typeof(Thing.Inner); }", "Thing")]
    [InlineData("class User { bool Method(object value) => value is Thing; }", "Thing")]
    [InlineData("class User { void Method() => Thing.Make().Do(); }", "Thing")]
    [InlineData("class User { int Method() => Thing.Count; }", "Thing")]
    [InlineData("class User { object Method() => System.Array.Empty<Thing>(); }", "Thing")]
    [InlineData("class User { void Method() { try { Method(); } catch (Fault) { } } }", "Fault")]
    [InlineData("class User { System.Func<object> Method() => () => new Thing(); }", "Thing")]
    [InlineData("class User { object Method() { return Local(); object Local() => new Thing(); } }", "Thing")]
    [InlineData("class User { System.Collections.Generic.IEnumerable<int> Method() { yield return Thing.Count; } }", "Thing")]
    [InlineData("class User { async Task Method() { await Task.Yield(); Thing.Make(); } }", "Thing")]
    [InlineData("class User { class Nested { Thing field; } }", "Thing")]
    [InlineData("record User(Thing Part);", "Thing")]
    public void Every_way_to_name_a_type_is_found(string user, string type)
    {
        FolderUse[] violations = [.. Table.Violations(Uses(user))];
        Assert.NotEmpty(violations);
        Assert.All(violations, use => Assert.Equal(("Low", "High", type), (use.From, use.To, use.Type)));
        Assert.All(violations, use => Assert.StartsWith("User", use.Member));
    }

    [Theory]
    [InlineData("class User { string Method() => nameof(Thing); }")]
    [InlineData("class User { [System.ComponentModel.DefaultValue(typeof(Thing))] int field; }")]
    public void A_name_or_an_attributes_argument_is_no_use(string user) => Assert.Empty(Table.Violations(Uses(user)));

    [Fact]
    public void A_use_says_who_sees_whom()
    {
        FolderUse use = Assert.Single(Table.Violations(Uses("class User { System.Func<object> Method() => () => new Thing(); }")));
        Assert.Equal("Low (User.Method) sees High (Thing)", use.ToString());
    }

    [Fact]
    public void What_the_table_allows_is_let_through()
    {
        IReadOnlyList<FolderUse> uses = Uses("class User : Thing;");
        Assert.Empty(new FolderTable([new(["Low"], ["High"]), new(["High"], [])], []).Violations(uses));
        Assert.Empty(new FolderTable([new(["Low"], []), new(["High"], [])], [new(["Low"], "High", ["Thing"])]).Violations(uses));
        Assert.NotEmpty(new FolderTable([new(["Low"], []), new(["High"], [])], [new(["Low"], "High", ["IThing"])]).Violations(uses));
    }

    [Fact]
    public void A_cycle_in_a_table_is_found() =>
        Assert.Equal(["B", "C", "B"], new FolderTable([new(["A"], ["B"]), new(["B"], ["C"]), new(["C", "D"], ["B"])], []).FindCycle());

    private static IReadOnlyList<FolderUse> Uses(string user)
    {
        string source = $"{High}namespace NetInsight.Low {{ using System.Threading.Tasks; using NetInsight.High; {user} }}";
        MetadataReference[] references = [.. Framework.References];
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Fixture", [CSharpSyntaxTree.ParseText(source)], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        using MemoryStream image = new();
        Assert.Empty(compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return FolderUses.Find(new TypeFolders(new Dictionary<string, string>()), ModuleDefMD.Load(image.ToArray()));
    }
}
