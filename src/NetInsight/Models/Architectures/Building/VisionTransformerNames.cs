namespace NetInsight.Models.Architectures.Building;

/// <summary>The names of a vision transformer's parameters in timm and in torchvision before 0.13, from torchvision's.</summary>
internal static class VisionTransformerNames
{
    private const string Layer = "encoder_layer_";

    /// <summary>timm's name.</summary>
    public static string InTimm(string name) => name.Split('.') switch
    {
        ["class_token"] => "cls_token",
        ["encoder", "pos_embedding"] => "pos_embed",
        ["conv_proj", var p] => $"patch_embed.proj.{p}",
        ["encoder", "layers", var layer, .. var rest] => $"blocks.{layer[Layer.Length..]}.{InBlock(rest)}",
        ["encoder", "ln", var p] => $"norm.{p}",
        ["heads", "pre_logits", var p] => $"pre_logits.fc.{p}",
        ["heads", "head", var p] => $"head.{p}",
        _ => name,
    };

    /// <summary>The name in torchvision before 0.13.</summary>
    public static string InOlder(string name) => name
        .Replace(".mlp.0.", ".mlp.linear_1.", StringComparison.Ordinal)
        .Replace(".mlp.3.", ".mlp.linear_2.", StringComparison.Ordinal);

    private static string InBlock(string[] rest) => rest switch
    {
        ["ln_1", var p] => $"norm1.{p}",
        ["self_attention", "in_proj_weight"] => "attn.qkv.weight",
        ["self_attention", "in_proj_bias"] => "attn.qkv.bias",
        ["self_attention", "out_proj", var p] => $"attn.proj.{p}",
        ["ln_2", var p] => $"norm2.{p}",
        ["mlp", "0", var p] => $"mlp.fc1.{p}",
        ["mlp", "3", var p] => $"mlp.fc2.{p}",
        _ => string.Join('.', rest),
    };
}
