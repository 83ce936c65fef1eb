using System.Text.Json.Nodes;
using NetInsight.Tests.Models;
using NetInsight.Tool.Checking;

namespace NetInsight.Tests.Tool;

/// <summary><c>check</c> names the right preprocessing, with labels in names of files and without.</summary>
public sealed class CheckVerbTests
{
    [Theory]
    [InlineData("n01443537_goldfish.JPEG", "goldfish")]
    [InlineData("Egyptian_cat-3.png", "Egyptian cat")]
    [InlineData("a-CAT.png", "cat")]
    [InlineData("Lhasa.jpg", "Lhasa, Lhasa apso")]
    [InlineData("Lhasa-apso.jpg", "Lhasa, Lhasa apso")]
    [InlineData("cattle.png", null)]
    [InlineData("cat-and-goldfish.png", null)]
    [InlineData("cat/17.png", "cat")]
    [InlineData("cat/goldfish.png", "goldfish")]
    [InlineData("img_7.png", null)]
    public void A_label_is_found_in_a_name(string path, string? label)
    {
        string[] labels = ["cat", "Egyptian cat", "goldfish", "Lhasa, Lhasa apso", "7"];
        Assert.Equal(label is null ? [] : [Array.IndexOf(labels, label)], new NameLabels(new Labels(labels)).Of(path));
    }

    [Fact]
    public void Of_the_demo_network_it_is_the_one_stated()
    {
        JsonNode json = ToolRun.Of("check", ToolRun.DemoModel, ToolRun.DemoImages, "--json").Json;
        Assert.Equal("the model's own", json["best"]!.GetValue<string>());
        Assert.True(json["modelUsesBest"]!.GetValue<bool>());
        Assert.Equal(24, json["labelled"]!.GetValue<int>());
        Assert.Equal(1, json["candidates"]![0]!["accuracy"]!.GetValue<double>());
    }

    [Theory]
    [InlineData("googlenet")]
    [InlineData("squeezenet1_1")]
    public void Of_networks_of_Caffe_it_is_Caffes(string model)
    {
        string file = SharedFiles.Require($"data/models/{model}.onnx");
        string[] images = [.. ImageFolder.Files(SharedFiles.Require("data/images")).Where((_, index) => index % 14 == 0)];
        string labels = SharedFiles.Require("data/imagenet-labels.txt");
        Assert.Equal("Caffe", BestOf(["check", file, .. images, "--labels", labels], "accuracy"));
        Assert.Equal("Caffe", BestOf(["check", file, .. images], "information"));
    }

    /// <summary>By mean confidence Caffe's would win: the input is 57 times too large, and the network is sure of everything.</summary>
    [Fact]
    public void Of_ResNet20_it_is_that_of_CIFAR()
    {
        using ToolFolder folder = new();
        string file = SharedFiles.Require("data/models/cifar_resnet20.onnx");
        string[] labels = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
        File.WriteAllLines(folder["labels.txt"], labels);
        List<string> named = [], unnamed = [];
        foreach ((int index, (RgbImage image, int label)) in CifarImages.Load("data/cifar10-test-2000.safetensors").Take(100).Index())
        {
            named.Add(folder[$"{labels[label]}-{index}.png"]);
            unnamed.Add(folder[$"{index}.png"]);
            image.Save(named[^1]);
            image.Save(unnamed[^1]);
        }

        Assert.Equal("Cifar", BestOf(["check", file, .. named, "--labels", folder["labels.txt"]], "accuracy"));
        Assert.Equal("Cifar", BestOf(["check", file, .. unnamed], "information"));
    }

    private static string BestOf(string[] arguments, string decidedBy)
    {
        ToolRun run = ToolRun.Of([.. arguments, "--json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(decidedBy, run.Json["decidedBy"]!.GetValue<string>());
        Assert.True(run.Json["isClear"]!.GetValue<bool>());
        return run.Json["best"]!.GetValue<string>();
    }
}
