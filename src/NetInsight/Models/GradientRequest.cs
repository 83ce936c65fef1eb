using NetInsight.Execution.Gradients;
using NetInsight.Graphs.Gradients;

namespace NetInsight.Models;

/// <summary>What one gradient run computes.</summary>
/// <param name="Input">A batch of inputs.</param>
/// <param name="Targets">The targets, each with a backward pass of its own; all share the forward pass.</param>
internal sealed record GradientRequest(Tensor Input, IReadOnlyList<Target> Targets)
{
    /// <summary>Whether the gradients with respect to the input are wanted.</summary>
    public bool OfInput { get; init; } = true;

    /// <summary>The layers with respect to whose outputs gradients are wanted.</summary>
    public IReadOnlyList<string> OfLayers { get; init; } = [];

    /// <summary>The layers whose outputs of the forward pass are wanted.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Whether the values of the targets are wanted.</summary>
    public bool Values { get; init; }

    /// <summary>The rules. Default: the derivative.</summary>
    public GradientRules Rules { get; init; } = GradientRules.Standard;

    /// <summary>The input of a second forward pass, of the input's shape, for rules that compare with it.</summary>
    public Tensor? Baseline { get; init; }

    /// <summary>Observe or replace layers' outputs of the forward pass.</summary>
    public IReadOnlyList<Hook> Hooks { get; init; } = [];

    /// <summary>Whether values are disturbed as rounding disturbs them (<see cref="RoundingRun"/>); not with hooks.</summary>
    public bool IsDisturbed { get; init; }
}

/// <summary>The result of a gradient run.</summary>
/// <param name="OfInput">For each target the gradient with respect to the input, of its shape; empty where it was not wanted.</param>
/// <param name="OfLayers">For each target the gradients with respect to layers, by name, of the shapes of their outputs.</param>
/// <param name="Outputs">The outputs of the forward pass, by layer.</param>
/// <param name="Values">For each target its value for each image; empty where they were not wanted.</param>
/// <param name="Classes">For each target that is the top class, that class for each image; null for others.</param>
internal sealed record GradientResult(
    Tensor[] OfInput,
    IReadOnlyDictionary<string, Tensor>[] OfLayers,
    IReadOnlyDictionary<string, Tensor> Outputs,
    double[][] Values,
    int[]?[] Classes);
