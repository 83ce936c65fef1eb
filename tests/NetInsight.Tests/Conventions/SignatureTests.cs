using System.Reflection;
using System.Text.RegularExpressions;

namespace NetInsight.Tests.Conventions;

/// <summary>Height before width, row before column, top before left, in every signature.</summary>
public sealed partial class SignatureTests
{
    /// <summary>Words of parameters, the first of which comes first.</summary>
    private static readonly (string First, string Second)[] Pairs =
    [
        ("height", "width"), ("row", "column"), ("rows", "columns"), ("top", "left"), ("bottom", "right"), ("down", "right"),
        ("vertical", "horizontal"),
    ];

    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [Fact]
    public void Height_comes_before_width()
    {
        string[] turned =
        [
            .. from library in FolderUses.Libraries
               from type in library.GetTypes()
               from method in type.GetMembers(Everything).OfType<MethodBase>()
               from fault in Faults([.. method.GetParameters().Select(parameter => parameter.Name ?? "")])
               select $"{type.Name}.{method.Name}: {fault}",
        ];
        Assert.Empty(turned);
    }

    [Theory]
    [InlineData("height width", 0)]
    [InlineData("width height", 1)]
    [InlineData("width", 0)]
    [InlineData("inputWidth inputHeight", 1)]
    [InlineData("inputWidth height", 0)]
    [InlineData("left top right bottom", 2)]
    [InlineData("top left height width", 0)]
    [InlineData("strideRight strideDown", 1)]
    [InlineData("columns rows", 1)]
    public void A_turned_pair_is_found(string parameters, int faults) => Assert.Equal(faults, Faults(parameters.Split(' ')).Count());

    /// <summary>Parameters that differ in one word of a pair and stand the other way round.</summary>
    private static IEnumerable<string> Faults(string[] parameters)
    {
        string[] names = [.. parameters.Select(name => string.Join(' ', Word().Matches(name)).ToLowerInvariant())];
        return from pair in Pairs
               from second in names.Index()
               where second.Item.Split(' ').Contains(pair.Second)
               let first = string.Join(' ', second.Item.Split(' ').Select(word => word == pair.Second ? pair.First : word))
               where Array.IndexOf(names, first) > second.Index
               select $"{parameters[second.Index]} before {first}";
    }

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+|[0-9]+")]
    private static partial Regex Word();
}
