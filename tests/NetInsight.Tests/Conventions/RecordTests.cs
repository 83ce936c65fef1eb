using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetInsight.Tests.Conventions;

/// <summary>
/// Options are set by name; only small closed values are positional, since a new property changes a positional constructor.
/// </summary>
public sealed class RecordTests
{
    private static readonly string[] SmallValues =
    [
        "ChannelActivation", "ColorScale", "GridSeam", "HeatmapPeak", "ImagePredictions", "ImageSize", "LabelledImage", "Layer",
        "LayerWeight", "LegendEntry", "MaskedConfidence", "ModelOutput", "NamedImage", "Neighbor", "PatchCheck", "PixelRectangle",
        "Prediction", "Progress", "ReceptiveField", "ReceptiveFieldFault", "RgbColor", "ShortcutConfusion", "ShortcutExample",
        "ShortcutSpot", "StyleImage", "StyleLoss", "TSneProgress", "UnreadableImage", "WeightFault",
    ];

    [Fact]
    public void Options_have_only_properties_that_are_set_at_the_beginning()
    {
        Type[] options = [.. FolderUses.Libraries.SelectMany(library => library.GetExportedTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))];
        Assert.NotEmpty(options);
        Assert.All(options, type =>
        {
            Assert.True(type.IsSealed, $"{type.Name} is not sealed.");
            Assert.NotNull(type.GetMethod("<Clone>$"));     // a record
            Assert.All(type.GetConstructors(), constructor => Assert.Empty(constructor.GetParameters()));
            Assert.All(
                type.GetProperties().Select(property => property.GetSetMethod()).OfType<MethodInfo>(),
                setter => Assert.True(IsInit(setter), $"{type.Name}.{setter.Name} is no init."));
        });
    }

    [Fact]
    public void Positional_public_records_are_a_closed_list()
    {
        string[] positional =
        [
            .. SourceFile.In("src").SelectMany(file => file.Root.DescendantNodes().OfType<RecordDeclarationSyntax>())
                .Where(record => record.ParameterList is not null && record.Parent is BaseNamespaceDeclarationSyntax)
                .Where(record => record.Modifiers.Any(SyntaxKind.PublicKeyword))
                .Select(record => record.Identifier.Text).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(SmallValues, positional);
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
