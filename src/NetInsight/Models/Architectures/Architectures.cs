using NetInsight.Models.Architectures;

namespace NetInsight;

/// <summary>
/// Published networks built in code, with torchvision's names of layers and parameters: from a state dict to a model whose output is the
/// logits. Missing, surplus and misshapen weights are all listed in one <see cref="ModelFormatException"/>.
/// </summary>
public static partial class Architectures
{
    private static Model Make(
        string name, ArchitectureBuilder builder, int output, Weights weights, ModelOptions? options, Func<string, bool>? isIgnored = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new Model(builder.Build(name, output, weights, isIgnored), options ?? ModelOptions.Default);
    }
}
