namespace NetInsight.Tests.Readme;

/// <summary>The README's C# blocks, pasted one after the other, compile and run.</summary>
[CollectionDefinition(nameof(ReadmeTests), DisableParallelization = true)]      // the program sets the process's current folder and console
[Collection(nameof(ReadmeTests))]
public sealed class ReadmeTests
{
    private static readonly string[] Written =
    [
        "occlusion.png", "filters.png", "indian-elephant.png", "probability-by-position.png", "layer1.png", "patches.png",
        "features.safetensors", "map.html", "smoothgrad.png", "integrated-gradients.png", "why.html",
    ];

    [Fact]
    public void The_code_runs_in_its_order()
    {
        string text = ReadmeProgram.Text(File.ReadAllText(Path.Combine(Repository.Root, "README.md")), "README.md");
        (byte[] image, string[] errors) = ReadmeProgram.Compile(text);
        Assert.Empty(errors);
        using ReadmeFiles files = new();
        string output = ReadmeProgram.Run(image, files.Folder);
        Assert.Contains("left half occluded: ", output);
        Assert.Contains("Conv", output);
        Assert.All(Written, name => Assert.True(new FileInfo(files.PathOf(name)).Length > 0, name));
    }

    [Theory]
    [InlineData("docs/evaluation.md")]
    [InlineData("docs/your-own-model.md")]
    [InlineData("docs/attributions.md")]
    [InlineData("docs/comparison.md")]
    [InlineData("docs/segmentation.md")]
    [InlineData("docs/explanation-tests.md")]
    public void The_code_of_guides_compiles(string page) => Assert.Empty(
        ReadmeProgram.Compile(ReadmeProgram.Text(File.ReadAllText(Path.Combine(Repository.Root, page)), page)).Errors);

    [Fact]
    public void An_error_names_the_line_of_the_text()
    {
        const string Markdown = "One\n\n```csharp\nusing System.Text;\n\nint x = 1;\n```\n\n```csharp\nint x = 2;\n```\n";
        string error = Assert.Single(ReadmeProgram.Compile(ReadmeProgram.Text(Markdown, "TEXT.md")).Errors);
        Assert.StartsWith("TEXT.md: (9,", error);
    }
}
