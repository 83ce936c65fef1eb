using System.Text.RegularExpressions;

namespace NetInsight.Tests.Models;

/// <summary>The same tensors under the names that other libraries give them make the same network.</summary>
public sealed class TimmNamesTests
{
    private static readonly (string, string)[] ViTNames =
    [
        (@"^class_token$", "cls_token"), (@"^encoder\.pos_embedding$", "pos_embed"), (@"^conv_proj\.", "patch_embed.proj."),
        (@"^encoder\.layers\.encoder_layer_(\d+)\.ln_(\d)\.", "blocks.$1.norm$2."),
        (@"^encoder\.layers\.encoder_layer_(\d+)\.self_attention\.in_proj_", "blocks.$1.attn.qkv."),
        (@"^encoder\.layers\.encoder_layer_(\d+)\.self_attention\.out_proj\.", "blocks.$1.attn.proj."),
        (@"^encoder\.layers\.encoder_layer_(\d+)\.mlp\.0\.", "blocks.$1.mlp.fc1."),
        (@"^encoder\.layers\.encoder_layer_(\d+)\.mlp\.3\.", "blocks.$1.mlp.fc2."),
        (@"^encoder\.ln\.", "norm."), (@"^heads\.head\.", "head."),
    ];

    private static readonly (string, string)[] ConvNeXtNames =
    [
        (@"^features\.0\.", "stem."), (@"^features\.2\.", "stages.1.downsample."), (@"^features\.4\.", "stages.2.downsample."),
        (@"^features\.1\.(\d+)\.", "stages.0.blocks.$1."), (@"^features\.3\.(\d+)\.", "stages.1.blocks.$1."),
        (@"^features\.5\.(\d+)\.", "stages.2.blocks.$1."), (@"\.block\.0\.", ".conv_dw."), (@"\.block\.2\.", ".norm."),
        (@"\.block\.3\.", ".mlp.fc1."), (@"\.block\.5\.", ".mlp.fc2."), (@"\.layer_scale$", ".gamma"),
        (@"^classifier\.0\.", "head.norm."), (@"^classifier\.2\.", "head.fc."),
    ];

    private static readonly (string, string)[] AuthorsConvNeXtNames =
    [
        (@"^features\.0\.", "downsample_layers.0."), (@"^features\.2\.", "downsample_layers.1."),
        (@"^features\.4\.", "downsample_layers.2."), (@"^features\.1\.", "stages.0."), (@"^features\.3\.", "stages.1."),
        (@"^features\.5\.", "stages.2."), (@"\.block\.0\.", ".dwconv."), (@"\.block\.2\.", ".norm."), (@"\.block\.3\.", ".pwconv1."),
        (@"\.block\.5\.", ".pwconv2."), (@"\.layer_scale$", ".gamma"), (@"^classifier\.0\.", "norm."), (@"^classifier\.2\.", "head."),
    ];

    private static readonly (string, string)[] SwinNames =
    [
        (@"^features\.0\.0\.", "patch_embed.proj."), (@"^features\.0\.2\.", "patch_embed.norm."),
        (@"^features\.2\.", "layers.1.downsample."), (@"^features\.1\.(\d+)\.", "layers.0.blocks.$1."),
        (@"^features\.3\.(\d+)\.", "layers.1.blocks.$1."), (@"\.mlp\.0\.", ".mlp.fc1."), (@"\.mlp\.3\.", ".mlp.fc2."),
        (@"^head\.", "head.fc."),
    ];

    private static readonly (string, string)[] AuthorsSwinNames =
    [
        (@"^features\.2\.", "layers.0.downsample."), .. SwinNames.Where(rule => rule.Item2 is not ("layers.1.downsample." or "head.fc.")),
    ];

    private static readonly (string, string)[] OlderViTNames = [(@"\.mlp\.0\.", ".mlp.linear_1."), (@"\.mlp\.3\.", ".mlp.linear_2.")];

    public static TheoryData<string, string> Cases { get; } = new()
    {
        { "ViT", "timm" }, { "ViT", "older" }, { "ConvNeXt", "timm" }, { "ConvNeXt", "authors" }, { "Swin", "timm" }, { "Swin", "authors" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Other_names_make_the_same_network(string network, string naming)
    {
        (string, string)[] rules = (network, naming) switch
        {
            ("ViT", "timm") => ViTNames,
            ("ViT", _) => OlderViTNames,
            ("ConvNeXt", "timm") => ConvNeXtNames,
            ("ConvNeXt", _) => AuthorsConvNeXtNames,
            (_, "timm") => SwinNames,
            _ => AuthorsSwinNames,
        };
        SmallTransformer small = SmallTransformer.Of(network);
        Dictionary<string, Tensor> torchvision = small.Parameters(), renamed = Renamed(torchvision, rules);

        if (network == "Swin")                                              // buffers of checkpoints
        {
            renamed["layers.0.blocks.1.attn_mask"] = new Tensor(new Shape(9, 16, 16));
            renamed["layers.0.blocks.1.attn.relative_position_index"] = new Tensor(new Shape(16, 16));
        }

        if (naming == "timm")                                               // as training code adds it
            renamed = renamed.ToDictionary(entry => $"model.backbone.{entry.Key}", entry => entry.Value);
        Assert.NotEqual(torchvision.Keys.Order(StringComparer.Ordinal), renamed.Keys.Order(StringComparer.Ordinal));
        using Model expected = small.Load(torchvision), actual = small.Load(renamed);
        Assert.Equal(expected.Logits(small.Images(2)).AsSpan(), actual.Logits(small.Images(2)).AsSpan());
    }

    [Fact]
    public void A_fault_is_told_in_the_names_of_the_file()
    {
        Dictionary<string, Tensor> parameters = Renamed(SmallTransformer.ViT.Parameters(), ViTNames);
        parameters.Remove("cls_token");
        parameters["fc_norm.weight"] = new Tensor(new Shape(16));
        string message = Assert.Throws<ModelFormatException>(() => SmallTransformer.ViT.Load(parameters)).Message;
        Assert.Contains("cls_token", message);
        Assert.Contains("fc_norm.weight", message);
    }

    private static Dictionary<string, Tensor> Renamed(Dictionary<string, Tensor> parameters, (string Pattern, string Name)[] rules)
    {
        Dictionary<string, Tensor> renamed = [];
        foreach ((string name, Tensor tensor) in parameters)
        {
            string other = rules.Aggregate(name, (current, rule) => Regex.Replace(current, rule.Pattern, rule.Name));
            renamed[other] = other.EndsWith(".gamma", StringComparison.Ordinal) ? tensor.Reshape(new Shape(tensor.Count)) : tensor;
        }

        return renamed;
    }
}
