using NetInsight.Models.Architectures;
using NetInsight.Models.Statements;

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
        options ??= ModelOptions.Default;
        return new Model(builder.Build(name, output, weights, isIgnored), options, StatementsOf(name, weights, options, null));
    }

    /// <summary>What files beside the weights state, and the recipe with which a published architecture was trained.</summary>
    private static ModelStatements StatementsOf(string name, Weights weights, ModelOptions options, Preprocessing? preprocessing)
    {
        bool isCifar = name.StartsWith("Cifar", StringComparison.Ordinal);
        return new ModelStatements
        {
            Neighbor = Model.NeighborOf(weights.File, options),
            Convention = new Statement(PreprocessingSourceKind.Architecture, $"The recipe with which {name} was published")
            {
                Preprocessing = preprocessing ?? (isCifar ? Preprocessing.Cifar : Preprocessing.ImageNet),
            },
        };
    }
}
