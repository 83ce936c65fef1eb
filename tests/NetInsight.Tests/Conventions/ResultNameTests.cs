namespace NetInsight.Tests.Conventions;

/// <summary>A result is named after its technique and its form: <c>Occlusion.Compute</c> returns an <c>OcclusionMap</c>.</summary>
public sealed class ResultNameTests
{
    private static readonly string[] Forms =
        ["Map", "Mask", "Table", "Grid", "Basis", "Layout", "Page", "Report", "Predictions", "Curve", "Score"];

    /// <summary>Techniques that return another's result, or a plain one.</summary>
    private static readonly (string Technique, string Result)[] Exceptions =
    [
        ("MaximallyActivatingPatches", "PatchTable"),       // both rank the same way and merge
        ("MostActivatingImages", "PatchTable"),
        ("PixelFeatures", "FeatureTable"),                  // compared with features of layers
        ("IntegratedGradients", "IntegratedGradientsMap"),  // the names of these methods are plural
        ("ExpectedGradients", "ExpectedGradientsMap"),
        ("AblationCam", "ClassActivationMap"),               // what every weighting of a layer by classes returns
        ("GradCam", "ClassActivationMap"),
        ("GuidedBackpropagation", "GradientMap"),           // a gradient by other rules
        ("Deconvolution", "GradientMap"),
        ("Saliency", "GradientMap"),                        // what every technique returns that is one gradient
        ("ScoreCam", "ClassActivationMap"),
        ("ImageSynthesis", "SynthesizedImages"),            // what every technique returns that optimises images
        ("ClassVisualization", "SynthesizedImages"),
        ("ActivationMaximization", "SynthesizedImages"),
        ("DeepDream", "SynthesizedImages"),
        ("FeatureVisualization", "SynthesizedImages"),
        ("TextureSynthesis", "SynthesizedImages"),
    ];

    [Fact]
    public void Every_result_is_named_after_its_technique()
    {
        (string Technique, string Result)[] results = [.. Results().Distinct()];
        Assert.True(results.Length >= 10, "Techniques are no longer found.");
        Assert.Empty(results.Where(pair => !Forms.Any(form => pair.Result == Singular(pair.Technique) + form)).Except(Exceptions));
        Assert.Empty(Exceptions.Except(results));
    }

    [Theory]
    [InlineData("Filters", "Filter")]
    [InlineData("Occlusion", "Occlusion")]
    [InlineData("PrincipalComponents", "PrincipalComponent")]
    public void A_technique_gives_its_name_in_the_singular(string technique, string name) => Assert.Equal(name, Singular(technique));

    private static IEnumerable<(string Technique, string Result)> Results() =>
        from type in typeof(Model).Assembly.GetExportedTypes()
        where type is { IsAbstract: true, IsSealed: true }
        from method in type.GetMethods()
        where method is { Name: "Compute" or "ComputeAsync", IsStatic: true }
        let result = Single(method.ReturnType)
        where FolderUses.Libraries.Contains(result.Assembly)
        select (type.Name, result.Name);

    /// <summary>The type in a list, an array or a task.</summary>
    private static Type Single(Type type) => type.IsGenericType ? Single(type.GetGenericArguments()[0]) : type.GetElementType() ?? type;

    private static string Singular(string name) => name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) ? name[..^1] : name;
}
