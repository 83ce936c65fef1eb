namespace NetInsight.Models.Architectures;

/// <summary>The names of a vision transformer's parameters in torchvision, from those of timm and of torchvision before 0.13.</summary>
internal static class VisionTransformerNames
{
    /// <summary>The weights with torchvision's names; the same weights where they have them already.</summary>
    public static Weights ToTorchvision(Weights weights) =>
        weights.Shapes is not { } shapes ? weights
        : shapes.ContainsKey("patch_embed.proj.weight") ? weights.Renamed(OfTimm, "timm's names")
        : shapes.Keys.Any(name => name.Contains(".mlp.linear_1.", StringComparison.Ordinal)) ? weights.Renamed(OfLegacy, "older names")
        : weights;

    private static string OfTimm(string name) => name.Split('.') switch
    {
        ["cls_token"] => "class_token",
        ["pos_embed"] => "encoder.pos_embedding",
        ["patch_embed", "proj", var p] => $"conv_proj.{p}",
        ["blocks", var i, .. var rest] => InBlock($"encoder.layers.encoder_layer_{i}", rest) ?? name,
        ["norm", var p] => $"encoder.ln.{p}",
        ["pre_logits", "fc", var p] => $"heads.pre_logits.{p}",
        ["head", var p] => $"heads.head.{p}",
        _ => name,
    };

    private static string? InBlock(string layer, string[] rest) => rest switch
    {
        ["norm1", var p] => $"{layer}.ln_1.{p}",
        ["attn", "qkv", var p] => $"{layer}.self_attention.in_proj_{p}",
        ["attn", "proj", var p] => $"{layer}.self_attention.out_proj.{p}",
        ["norm2", var p] => $"{layer}.ln_2.{p}",
        ["mlp", "fc1", var p] => $"{layer}.mlp.0.{p}",
        ["mlp", "fc2", var p] => $"{layer}.mlp.3.{p}",
        _ => null,
    };

    private static string OfLegacy(string name) => name
        .Replace(".mlp.linear_1.", ".mlp.0.", StringComparison.Ordinal)
        .Replace(".mlp.linear_2.", ".mlp.3.", StringComparison.Ordinal);
}
