namespace NetInsight.Models.Architectures.Building;

/// <summary>The names that torchvision's networks give the parts of an inverted residual.</summary>
/// <param name="IsTimm">Whether the weights have timm's names.</param>
/// <param name="Part">From the block's name, the part's index and whether it is the projection to the names of its modules.</param>
/// <param name="Squeeze">From the block's name and the part's index to the name of squeeze and excitation.</param>
internal sealed record MobileNames(bool IsTimm, Func<string, int, bool, ModuleNames> Part, Func<string, int, string> Squeeze)
{
    /// <summary>Modules <c>features.1.0.block.0.0</c>: EfficientNet and MobileNetV3.</summary>
    public static MobileNames OfBlocks(bool isTimm) => new(
        isTimm, (block, part, _) => ModuleNames.InSequence($"{block}.block.{part}"), (block, part) => $"{block}.block.{part}");
}
