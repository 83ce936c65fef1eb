using NetInsight.Models.Architectures.Building;
using NetInsight.Models.Statements;

namespace NetInsight;

/// <summary>
/// Published networks built in code, with torchvision's names of layers: from a state dict to a model whose output is the logits. The
/// number of classes is that of the weights.
/// </summary>
/// <remarks>
/// <para>
/// Parameters have torchvision's names, or timm's where these differ; either way under any prefix that all of them share (<c>module.</c>,
/// <c>model.</c>, <c>backbone.</c>, <c>_orig_mod.</c>, nested ones), as training code adds it. A last layer that was replaced by one in a
/// sequence without other parameters (<c>fc.1</c>) is found. Missing, surplus and misshapen parameters are all listed in one
/// <see cref="ModelFormatException"/>: nothing is left out in silence.
/// </para>
/// <para>
/// Without <see cref="ModelOptions.Preprocessing"/> a model has that of a file beside the weights
/// (<see cref="ModelOptions.ReadNeighborFiles"/>), else that of torchvision's weights of the first version (IMAGENET1K_V1), which
/// docs/architectures.md lists; weights that were trained with another one need it stated. <see cref="ModelOptions.InputSize"/> changes the
/// size of the input where the architecture works at any size.
/// </para>
/// </remarks>
public static partial class Architectures
{
    private static Model Make(
        string name,
        ArchitectureBuilder builder,
        int output,
        Weights weights,
        ModelOptions? options,
        Preprocessing? preprocessing = null,
        Func<string, bool>? isIgnored = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        options ??= ModelOptions.Default;
        ModelStatements statements = new()
        {
            Neighbor = Model.NeighborOf(weights.File, options),
            Convention = new Statement(PreprocessingSourceKind.Architecture, $"The recipe with which {name} was published")
            {
                Preprocessing = preprocessing,
            },
        };
        return new Model(builder.Build(name, output, weights, options.InputSize, isIgnored), options, statements);
    }

    /// <summary>Whether the weights hold a module of this name, under any prefix: tells timm's names from torchvision's.</summary>
    private static bool HasModule(Weights weights, string module)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.Shapes is { } shapes && new ParameterNames(shapes.Keys).HasModule(module);
    }
}
