using NetInsight.Tests;

namespace NetInsight.Benchmarks;

/// <summary>What the threads of a soak do with a network; each task's result is one tensor.</summary>
internal static class SoakTasks
{
    /// <summary>The tasks, by name: network, input, what the hooks saw, cancellation.</summary>
    public static IReadOnlyDictionary<string, Func<Model, Tensor, CancellationToken, Tensor>> All { get; } =
        new Dictionary<string, Func<Model, Tensor, CancellationToken, Tensor>>(StringComparer.Ordinal)
        {
            ["logits"] = (model, input, token) => model.Logits(input, cancellationToken: token),
            ["probabilities"] = (model, input, token) => model.Probabilities(input, cancellationToken: token),
            ["layer"] = (model, input, token) => model.Run(input, [Inner(model)], cancellationToken: token)[Inner(model)],
            ["seen"] = Seen,
            ["replaced"] = (model, input, token) => model.Logits(input, [Hook.Replace(Inner(model), Halved)], token),
            ["gradient"] = (model, input, token) => model.Gradient(input, Target.Class(3), cancellationToken: token),
            ["gradient with a hook"] = (model, input, token) =>
                model.Gradient(input, Target.Top, [Hook.Replace(Inner(model), Halved)], token),
            ["gradient of a layer"] = (model, input, token) =>
                model.Gradients(input, Target.Difference(1, 2), [Inner(model)], cancellationToken: token)[Inner(model)],
            ["occlusion"] = (model, input, token) => OcclusionOf(model, First(input), token),
            ["integrated gradients"] = (model, input, token) => IntegratedGradients.Compute(
                model, First(input), Target.Class(5), new IntegratedGradientsOptions { Steps = 3 }, cancellationToken: token).Values,
            ["rise"] = (model, input, token) => Rise.Compute(
                model, First(input), Target.Class(5), new RiseOptions { Masks = 8 }, cancellationToken: token).Values,
        };

    private static string Inner(Model model) => model.Layers[model.Layers.Count / 2].Name;

    private static Tensor First(Tensor input) => new(input.Shape.With(0, 1), input.AsSpan()[..(input.Count / input.Shape[0])]);

    /// <summary>The layer as a hook sees it, in a run to the logits.</summary>
    private static Tensor Seen(Model model, Tensor input, CancellationToken token)
    {
        Tensor? seen = null;
        model.Logits(input, [Hook.See(Inner(model), map => seen = map.Clone())], token);
        return seen!;
    }

    private static Tensor Halved(Tensor map)
    {
        Tensor half = map.Clone();
        foreach (ref float value in half.AsSpan())
            value *= 0.5f;
        return half;
    }

    private static Tensor OcclusionOf(Model model, Tensor input, CancellationToken token)
    {
        OcclusionOptions options = new() { Window = new OcclusionWindow(6, 6) };
        return Occlusion.Compute(model, input, Target.Class(2), options, cancellationToken: token).Values;
    }

    /// <summary>An input made from its name.</summary>
    public static Tensor Input(string name, Shape shape) => HashFill.Uniform(name, shape, -2, 2);
}
