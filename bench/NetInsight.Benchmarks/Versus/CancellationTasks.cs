using NetInsight.Execution.Running;
using NetInsight.Tests;
using NetInsight.Tests.Models;

namespace NetInsight.Benchmarks;

/// <summary>What <see cref="CancellationTable"/> cancels: loading, planning, runs, and every technique.</summary>
internal static class CancellationTasks
{
    private const string Layer = "features.28";     // the last convolution of VGG-16

    /// <summary>The tasks by name; each prepares what is run, then takes the token.</summary>
    public static IReadOnlyDictionary<string, Func<Action<CancellationToken>>> All { get; } =
        new Dictionary<string, Func<Action<CancellationToken>>>(StringComparer.Ordinal)
        {
            ["loading"] = () => With(LargeNetworkFiles.Chain(100_000), Load),
            ["loading sums"] = () => With(LargeNetworkFiles.Sums(100_000), Load),
            ["loading convolutions"] = () => With(LargeNetworkFiles.Convolutions(100_000), Load),
            ["planning chain"] = () => With(Model.Load(new MemoryStream(LargeNetworkFiles.Chain(100_000))), Plan),
            ["planning fan"] = () => With(Model.Load(new MemoryStream(LargeNetworkFiles.Fan(20_000))), Plan),
            ["planning sums"] = () => With(Model.Load(new MemoryStream(LargeNetworkFiles.Sums(100_000))), Plan),
            ["summary"] = () => With(
                Model.Load(new MemoryStream(LargeNetworkFiles.Chain(100_000))), (model, token) => model.Summary(token)),
            ["run"] = () => WithVgg((model, token) => model.Logits(Input(8), cancellationToken: token)),
            ["gradient"] = () => WithVgg((model, token) => model.Gradient(Input(4), Target.Class(3), cancellationToken: token)),
            ["saliency"] = () => WithVgg((model, token) => Saliency.Compute(model, Input(1), cancellationToken: token)),
            ["smoothgrad"] = () => WithVgg((model, token) => SmoothGrad.Compute(model, Input(1), cancellationToken: token)),
            ["integrated gradients"] = () => WithVgg((model, token) =>
                IntegratedGradients.Compute(model, Input(1), cancellationToken: token)),
            ["expected gradients"] = () => WithVgg((model, token) =>
                ExpectedGradients.Compute(model, Input(1), Input(4), cancellationToken: token)),
            ["guided backpropagation"] = () => WithVgg((model, token) =>
                GuidedBackpropagation.Compute(model, Input(1), cancellationToken: token)),
            ["deconvolution"] = () => WithVgg((model, token) => Deconvolution.Compute(model, Input(1), cancellationToken: token)),
            ["relevance"] = () => WithVgg((model, token) => LayerwiseRelevance.Compute(model, Input(1), cancellationToken: token)),
            ["DeepLIFT"] = () => WithVgg((model, token) => DeepLift.Compute(model, Input(1), cancellationToken: token)),
            ["Grad-CAM"] = () => WithVgg((model, token) => GradCam.Compute(model, Input(1), cancellationToken: token)),
            ["guided Grad-CAM"] = () => WithVgg((model, token) => GuidedGradCam.Compute(model, Input(1), cancellationToken: token)),
            ["Score-CAM"] = () => WithVgg((model, token) => ScoreCam.Compute(model, Input(1), cancellationToken: token)),
            ["Ablation-CAM"] = () => WithVgg((model, token) => AblationCam.Compute(model, Input(1), cancellationToken: token)),
            ["RISE"] = () => WithVgg((model, token) => Rise.Compute(model, Input(1), cancellationToken: token)),
            ["occlusion"] = () => WithVgg((model, token) => Occlusion.Compute(
                model, Input(1), options: new OcclusionOptions { Window = new OcclusionWindow(32, 8) }, cancellationToken: token)),
            ["deletion"] = () => WithVgg((model, token) => Deletion.Compute(
                model, Input(1), new Heatmap(224, 224, Input(1).AsSpan()[..(224 * 224)]), cancellationToken: token)),
            ["activations"] = () => WithVgg((model, token) => Activations.Compute(
                model, Input(1), [Layer, "features.0"], cancellationToken: token)),
            ["patches"] = () => WithVgg((model, token) => MaximallyActivatingPatches.Compute(
                model, Images(64).Select((image, i) => new NamedImage($"{i}", image)), Layer, cancellationToken: token)),
            ["features"] = () => WithVgg((model, token) => Features.Compute(model, Images(64), Layer, cancellationToken: token)),
            ["deletion"] = () => WithVgg((model, token) => Deletion.Compute(model, Input(1), Noise(224), cancellationToken: token)),
            ["ROAD"] = () => WithVgg((model, token) => Road.Compute(model, Input(1), Noise(224), cancellationToken: token)),
            ["weight randomisation"] = () => WithVgg((model, token) => WeightRandomization.Compute(
                model, Input(1), (network, x, target, stop) => Saliency.Compute(network, x, target, cancellationToken: stop),
                cancellationToken: token)),
            ["field check"] = () => WithVgg((model, token) => ReceptiveFieldCheck.Compute(model, Layer, cancellationToken: token)),
            ["neighbours"] = () => WithPoints(
                10_000, 2048, (points, token) => NearestNeighbors.Compute(points, 10, cancellationToken: token)),
            ["components"] = () => WithPoints(
                10_000, 2048, (points, token) => PrincipalComponents.Compute(points, 50, cancellationToken: token)),
            ["exact components"] = () => WithPoints(
                4_000, 900, (points, token) => PrincipalComponents.Compute(points, 50, cancellationToken: token)),
            ["t-SNE"] = () => WithPoints(5_000, 50, (points, token) => TSne.Compute(points, cancellationToken: token)),
            ["trustworthiness"] = () => WithPoints(
                5_000, 50, (points, token) => Metrics.Trustworthiness(points, points, cancellationToken: token)),
            ["grid"] = () => WithPoints(2_000, 2, (points, token) => GridMap.Compute(points, cancellationToken: token)),
            ["HTML map"] = () => WithPoints(
                2_000, 2, (points, token) => HtmlMap.Compute(points, [.. Images(2_000, side: 32)], cancellationToken: token)),
        };

    private static void Load(byte[] file, CancellationToken token) =>
        Model.Load(new MemoryStream(file), cancellationToken: token).Dispose();

    private static void Plan(Model model, CancellationToken token)
    {
        using Engine engine = new(model.Graph, model.Parallelism, long.MaxValue);
        engine.PlanFor(new Shape(1, 3, 8, 8), model.LogitsValue, token).Memory(token);
    }

    private static Action<CancellationToken> WithVgg(Action<Model, CancellationToken> run) =>
        With(Architectures.Vgg16(HashFill.Weights, options: new ModelOptions { Parallelism = 2 }), run);

    private static Action<CancellationToken> WithPoints(int rows, int columns, Action<Tensor, CancellationToken> run) =>
        With(EmbeddingTable.Normal(rows, columns), run);

    private static Action<CancellationToken> With<T>(T subject, Action<T, CancellationToken> run) => token => run(subject, token);

    private static Tensor Input(int batch) => HashFill.Image("cancel", batch, 224);

    private static Heatmap Noise(int side) => new(side, side, HashFill.Uniform("cancel.map", new Shape(side, side), 0, 1).AsSpan());

    private static IEnumerable<RgbImage> Images(int count, int side = 256) => Enumerable.Range(0, count)
        .Select(i => RgbImage.Solid(side, side, new RgbColor((byte)i, (byte)(7 * i), (byte)(31 * i))));
}
