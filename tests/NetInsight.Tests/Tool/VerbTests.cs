using System.Text.Json.Nodes;
using NetInsight.Tests.Formats.Onnx;

namespace NetInsight.Tests.Tool;

/// <summary>Each verb on the demo network, against the library.</summary>
public sealed class VerbTests
{
    [Fact]
    public void Inspect_lists_layers_head_and_preprocessing()
    {
        using Model model = Model.Load(ToolRun.DemoModel);
        ToolRun text = ToolRun.Of("inspect", ToolRun.DemoModel);
        Assert.Equal(0, text.ExitCode);
        Assert.StartsWith(model.Summary(), text.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("weights: all are finite", text.Output, StringComparison.Ordinal);
        JsonNode json = ToolRun.Of("inspect", ToolRun.DemoModel, "--json").Json;
        string[] layers = [.. json["layers"]!.AsArray().Select(layer => layer!["name"]!.GetValue<string>())];
        Assert.Equal(model.Layers.Select(layer => layer.Name), layers);
        Assert.Equal(model.ReceptiveFieldOf("conv3").Height, json["layers"]![6]!["receptiveField"]!["height"]!.GetValue<int>());
        Assert.Equal(model.ParameterCount, json["parameters"]!.GetValue<long>());
        Assert.Equal("Softmax", json["head"]!.GetValue<string>());
        Assert.False(json["preprocessing"]!["isGuess"]!.GetValue<bool>());
        Assert.Empty(json["weightFaults"]!.AsArray());
    }

    [Fact]
    public void Inspect_reports_weights_that_are_not_finite()
    {
        using ToolFolder folder = new();
        File.WriteAllBytes(folder["broken.onnx"], Gray(float.NaN).ToBytes());
        ToolRun text = ToolRun.Of("inspect", folder["broken.onnx"]);
        Assert.Equal(0, text.ExitCode);
        Assert.Contains("c: 1 NaN and 0 infinite of the 18 elements of 'w'", text.Output, StringComparison.Ordinal);
        JsonNode fault = Assert.Single(ToolRun.Of("inspect", folder["broken.onnx"], "--json").Json["weightFaults"]!.AsArray())!;
        Assert.Equal(("w", 1), (fault["tensor"]!.GetValue<string>(), fault["nans"]!.GetValue<int>()));
    }

    [Fact]
    public void Check_tries_gray_forms_of_the_presets_on_a_network_of_one_channel()
    {
        using ToolFolder folder = new();
        File.WriteAllBytes(folder["gray.onnx"], Gray(0.5f).ToBytes());
        ToolRun run = ToolRun.Of("check", folder["gray.onnx"], ToolRun.DemoImages, "-o", folder["check.json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("--labels", run.Output, StringComparison.Ordinal);
        JsonArray candidates = JsonNode.Parse(File.ReadAllText(folder["check.json"]))!["candidates"]!.AsArray();
        Assert.Equal(["Caffe", "Cifar", "ImageNet", "UnitRange"], candidates.Select(each => each!["name"]!.GetValue<string>()).Order());
        Assert.All(candidates, each => Assert.Contains("GRAY", each!["preprocessing"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public void Classify_answers_as_the_library()
    {
        using Model model = Model.Load(ToolRun.DemoModel);
        ImagePredictions[] all = [.. model.Classify(ImageFolder.Read(ToolRun.DemoImages), 3)];
        JsonArray images = ToolRun.Of("classify", ToolRun.DemoModel, ToolRun.DemoImages, "--top", "3", "--json").Json["images"]!.AsArray();
        Assert.Equal(24, images.Count);
        foreach ((ImagePredictions expected, JsonNode? image) in all.Zip(images))
        {
            Assert.Equal(expected.ImageId, image!["image"]!.GetValue<string>());
            JsonArray predictions = image["predictions"]!.AsArray();
            Assert.Equal(expected.Predictions.Select(each => each.Label), predictions.Select(each => each!["label"]!.GetValue<string>()));
            float[] probabilities = [.. predictions.Select(each => each!["probability"]!.GetValue<float>())];
            Assert.Equal(expected.Predictions.Select(each => each.Probability), probabilities);
        }

        ToolRun text = ToolRun.Of("classify", ToolRun.DemoModel, ToolRun.DemoImage("ball-1.jpg"), "--top", "1");
        Assert.Matches("^ball-1.jpg\r?\n  +[0-9.]+%  ball \\(class 0, logit [0-9.]+\\)\r?\n$", text.Output);
    }

    [Fact]
    public void Explain_writes_the_comparison_page()
    {
        using ToolFolder folder = new();
        string image = ToolRun.DemoImage("ball-1.jpg");
        ToolRun run = ToolRun.Of(
            "explain", ToolRun.DemoModel, image, "--methods", "grad-cam,Saliency", "--target", "fish", "-o", folder["why.html"], "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["why.html", "why.html.manifest.json"], folder.Files);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(folder["why.html"]), StringComparison.OrdinalIgnoreCase);
        using Model model = Model.Load(ToolRun.DemoModel);
        ComparisonReport report = Comparison.Compute(
            model,
            RgbImage.Load(image),
            Target.Class("fish"),
            ComparisonOptions.Default with { Methods = [ComparisonMethod.GradCam(), ComparisonMethod.Saliency()] });
        JsonArray methods = run.Json["methods"]!.AsArray();
        Assert.Equal(["Grad-CAM", "saliency"], methods.Select(method => method!["name"]!.GetValue<string>()));
        Assert.Equal(report.Methods.Select(each => each.DeletionArea), methods.Select(each => each!["deletion"]!.GetValue<double>()));
        Assert.Equal(report.Target.ClassIndex, run.Json["target"]!["class"]!.GetValue<int>());
        Assert.Equal("1", JsonNode.Parse(File.ReadAllText(folder["why.html.manifest.json"]))!["seeds"]!["comparison"]!.ToJsonString());
    }

    [Fact]
    public void Explain_takes_the_only_image_of_a_folder_and_its_manifest_names_it()
    {
        using ToolFolder folder = new();
        Directory.CreateDirectory(folder["photos"]);
        string image = Path.Combine(folder["photos"], "ball-1.jpg");
        File.Copy(ToolRun.DemoImage("ball-1.jpg"), image);
        ToolRun run = ToolRun.Of("explain", ToolRun.DemoModel, folder["photos"], "--methods", "grad-cam", "-o", folder["why.html"]);
        Assert.Equal(0, run.ExitCode);
        JsonNode manifest = JsonNode.Parse(File.ReadAllText(folder["why.html.manifest.json"]))!;
        Assert.Equal(image, Assert.Single(manifest["images"]!.AsArray())!["path"]!.GetValue<string>());
    }

    [Fact]
    public void Features_and_neighbors_equal_the_librarys()
    {
        using ToolFolder folder = new();
        ToolRun run = ToolRun.Of("features", ToolRun.DemoModel, ToolRun.DemoImages, "--layer", "relu6", "-o", folder["f.safetensors"]);
        Assert.Equal(0, run.ExitCode);
        FeatureTable table = FeatureTable.Load(folder["f.safetensors"]);
        Assert.Equal((24, 256, "relu6"), (table.Count, table.Width, table.Layer));
        Assert.Equal("ball-1.jpg", table.Ids!.Value[0]);
        NearestNeighborTable expected =
            NearestNeighbors.Compute(table, 2, new NearestNeighborsOptions { Metric = NeighborMetric.Cosine });
        JsonNode json = ToolRun.Of(
            "neighbors", ToolRun.DemoModel, ToolRun.DemoImages, "--layer", "relu6", "--count", "2", "--json").Json;
        Assert.Equal(24, json["images"]!.AsArray().Count);
        Assert.All(json["images"]!.AsArray().Index(), image => Assert.Equal(
            expected.Indices(image.Index).ToArray().Select(index => table.Ids!.Value[index]),
            image.Item!["neighbors"]!.AsArray().Select(each => each!["image"]!.GetValue<string>())));
    }

    [Fact]
    public void Patches_and_filters_write_figures()
    {
        using ToolFolder folder = new();
        ToolRun patches = ToolRun.Of(
            "patches", ToolRun.DemoModel, ToolRun.DemoImages, "--layer", "conv2", "--channels", "0-1,5", "--count", "2", "-o",
            folder["p.json"], "--json");
        Assert.Equal(0, patches.ExitCode);
        PatchTable table = PatchTable.Load(folder["p.json"]);
        Assert.Equal([0, 1, 5], table.Channels);
        Assert.Equal(table.Of(5)[0].Score, patches.Json["channels"]![2]!["patches"]![0]!["score"]!.GetValue<float>());
        Assert.Equal(0, ToolRun.Of("filters", ToolRun.DemoModel, "-o", folder["f.png"]).ExitCode);
        using Model model = Model.Load(ToolRun.DemoModel);
        Assert.Equal(Filters.Compute(model, "conv1").ToImage().Pixels, RgbImage.Load(folder["f.png"]).Pixels);
    }

    /// <summary>A classifier of gray images of 8 x 8 pixels, one of whose weights is given.</summary>
    private static OnnxBuilder Gray(float weight) => new OnnxBuilder()
        .Input("x", 1, 1, 8, 8)
        .Floats("w", [2, 1, 3, 3], [weight, .. Enumerable.Range(1, 17).Select(i => 0.1f * i)])
        .Node("Conv", "x w", "c")
        .Node("GlobalAveragePool", "c", "p")
        .Node("Flatten", "p", "f")
        .Node("Softmax", "f", "y")
        .Output("y");
}
