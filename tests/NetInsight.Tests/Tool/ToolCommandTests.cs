using System.Text.Json.Nodes;

namespace NetInsight.Tests.Tool;

/// <summary>Exit codes, messages, manifests: what all verbs share.</summary>
public sealed class ToolCommandTests
{
    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("classify")]
    [InlineData("classify MODEL")]
    [InlineData("classify MODEL a.jpg --top 0")]
    [InlineData("classify MODEL a.jpg --top x")]
    [InlineData("classify MODEL a.jpg --threads 0")]
    [InlineData("classify MODEL a.jpg --preprocessing Inception")]
    [InlineData("explain MODEL a.jpg --output why.pdf")]
    [InlineData("explain MODEL a.jpg --methods lrp,nonsense")]
    [InlineData("explain MODEL a.jpg --target unit:conv1:0")]
    [InlineData("patches MODEL a.jpg")]
    [InlineData("patches MODEL a.jpg --layer conv1 --channels 3-1")]
    public void A_wrong_command_line_is_a_usage_error(string line)
    {
        ToolRun run = ToolRun.Of(line.Replace("MODEL", ToolRun.DemoModel, StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("netinsight: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Help_names_all_verbs()
    {
        ToolRun run = ToolRun.Of("--help");
        Assert.Equal(0, run.ExitCode);
        foreach (string verb in new[] { "inspect", "classify", "explain", "check", "features", "neighbors", "patches", "filters" })
            Assert.Contains($"  {verb} ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_file_is_named_without_a_stack_trace()
    {
        using ToolFolder folder = new();
        File.WriteAllText(folder["broken.onnx"], "this is no model");
        File.WriteAllText(folder["broken.jpg"], "this is no image");
        File.WriteAllText(folder["labels.txt"], "one\ntwo\n");
        Fails(["inspect", folder["absent.onnx"]], "absent.onnx");
        Fails(["inspect", folder["broken.onnx"]], "broken.onnx");
        Fails(["inspect", ToolRun.DemoModel, "--labels", folder["labels.txt"]], "labels.txt: There are 2 labels");
        Fails(["classify", ToolRun.DemoModel, folder["absent.jpg"]], "absent.jpg");
        Fails(["classify", ToolRun.DemoModel, folder["broken.jpg"]], "broken.jpg");
        Fails(["explain", ToolRun.DemoModel, folder["broken.jpg"], "-o", folder["why.html"]], "broken.jpg");
        Fails(["explain", ToolRun.DemoModel, ToolRun.DemoImage("ball-1.jpg"), "--target", "cow", "-o", folder["why.html"]], "'cow'");
        Fails(["filters", ToolRun.DemoModel, "--layer", "conv", "-o", folder["f.png"]], "conv1");
        Fails(["filters", ToolRun.DemoModel, "-o", folder["absent/f.png"]], "absent");
        Assert.Equal(["broken.jpg", "broken.onnx", "labels.txt"], folder.Files);

        static void Fails(string[] arguments, string part)
        {
            ToolRun run = ToolRun.Of(arguments);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains(part, run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("(Parameter", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_image_that_cannot_be_read_is_left_out_and_reported()
    {
        using ToolFolder folder = new();
        File.Copy(ToolRun.DemoImage("ball-1.jpg"), folder["a.jpg"]);
        File.WriteAllText(folder["b.jpg"], "this is no image");
        File.Copy(ToolRun.DemoImage("star-1.jpg"), folder["c.jpg"]);
        ToolRun run = ToolRun.Of("classify", ToolRun.DemoModel, Path.GetDirectoryName(folder["a.jpg"])!, "--json");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["a.jpg", "c.jpg"], run.Json["images"]!.AsArray().Select(image => image!["image"]!.GetValue<string>()));
        Assert.EndsWith("b.jpg", run.Json["unreadable"]![0]!["path"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("b.jpg", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_it_writes_nothing()
    {
        using ToolFolder folder = new();
        ToolRun run = ToolRun.With(
            new CancellationToken(canceled: true), "explain", ToolRun.DemoModel, ToolRun.DemoImage("ball-1.jpg"), "-o", folder["why.html"]);
        Assert.Equal((130, ""), (run.ExitCode, run.Output));
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_manifest_says_what_made_a_file()
    {
        using ToolFolder folder = new();
        string image = ToolRun.DemoImage("key-1.jpg");
        ToolRun run = ToolRun.Of("classify", ToolRun.DemoModel, image, "--top", "2", "-o", folder["answer.json"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["answer.json", "answer.json.manifest.json"], folder.Files);
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(folder["answer.json.manifest.json"]))!;
        Assert.Equal("classify", manifest["verb"]!.GetValue<string>());
        Assert.Equal(2, manifest["options"]!["top"]!.GetValue<int>());
        Assert.Equal(HashOf(ToolRun.DemoModel), manifest["model"]!["sha256"]!.GetValue<string>());
        Assert.Equal(HashOf(image), Assert.Single(manifest["images"]!.AsArray())!["sha256"]!.GetValue<string>());
        Assert.Equal(HashOf(folder["answer.json"]), manifest["output"]!["sha256"]!.GetValue<string>());
        Assert.NotEmpty(manifest["version"]!.GetValue<string>());
        JsonNode answer = JsonNode.Parse(File.ReadAllText(folder["answer.json"]))!;
        Assert.Equal("key", answer["images"]![0]!["predictions"]![0]!["label"]!.GetValue<string>());
    }

    private static string HashOf(string path) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
}
