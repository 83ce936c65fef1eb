using System.CommandLine;
using NetInsight.Tool.Running;

namespace NetInsight.Tool.Verbs;

/// <summary>The options of verbs that compute features, and the features themselves.</summary>
internal sealed class FeatureArguments
{
    public FeatureArguments(Command command)
    {
        command.Arguments.Add(Images);
        command.Options.Add(Layer);
        command.Options.Add(Pooling);
    }

    /// <summary>The images.</summary>
    public Argument<string[]> Images { get; } = Arguments.Images();

    /// <summary>The layer.</summary>
    public Option<string?> Layer { get; } = new("--layer")
    {
        Description = "A layer that 'inspect' lists. By default the one before the last layer with weights.",
    };

    /// <summary>What becomes of positions.</summary>
    public Option<FeaturePooling> Pooling { get; } = new("--pooling")
    {
        Description = "What becomes of a feature map's positions: None keeps all, Average and Maximum leave one value for each channel.",
        DefaultValueFactory = _ => FeaturePooling.Average,
    };

    /// <summary>Computes the features, a row for each image.</summary>
    public FeatureTable Compute(VerbRun run, ParseResult parsed)
    {
        string layer = parsed.GetValue(Layer) ?? DefaultLayer(run.Model);
        FeaturePooling pooling = parsed.GetValue(Pooling);
        run.Options["layer"] = layer;
        run.Options["pooling"] = pooling.ToString();
        return Features.Compute(
            run.Model,
            run.Stream(parsed.GetRequiredValue(Images), "features"),
            layer,
            new FeaturesOptions { Pooling = pooling },
            cancellationToken: run.Cancellation);
    }

    /// <summary>The layer before the last one with weights: the features from which the classes are computed.</summary>
    private static string DefaultLayer(Model model)
    {
        int last = model.Layers.Count - 1;
        while (last > 0 && model.Layers[last].Operator is not ("Gemm" or "MatMul" or "Conv"))
            last--;
        return model.Layers[Math.Max(last - 1, 0)].Name;
    }
}
