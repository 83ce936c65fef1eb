using NetInsight.Tool.Running;

namespace NetInsight.Tool.Checking;

/// <summary>Runs a network on the same images with each preset, and with the preprocessing that the model states.</summary>
internal static class PreprocessingTrial
{
    /// <summary>The presets, as far as they differ for this network, and the model's own where it is none of them.</summary>
    private static List<PreprocessingCandidate> CandidatesOf(Model model)
    {
        bool isGray = model.InputShape is { Rank: 4 } shape && shape[1] == 1;
        List<PreprocessingCandidate> candidates =
            [.. Preprocessing.Presets.Select(preset => new PreprocessingCandidate(preset.Key, isGray ? Gray(preset.Value) : preset.Value))];
        if (candidates.All(candidate => candidate.Preprocessing != model.Preprocessing))
            candidates.Add(new PreprocessingCandidate("the model's own", model.Preprocessing));
        return candidates;
    }

    /// <summary>Tries all candidates on all images.</summary>
    /// <exception cref="InputException">The network takes no images, or is no classifier, or an image does not fit it.</exception>
    public static PreprocessingRanking Run(
        Model model, IEnumerable<NamedImage> images, Func<string, IReadOnlyCollection<int>> labelOf, CancellationToken cancellation)
    {
        if (model.InputShape is not { Rank: 4 } shape || shape[1] is not (1 or 3))
            throw new InputException($"The network's input of shape {model.InputShape} is no image.");
        if (model.ClassCount is null)
            throw new InputException("The network is no classifier: 'netinsight inspect' says what its outputs are.");
        IReadOnlyList<PreprocessingCandidate> candidates = CandidatesOf(model);
        foreach (NamedImage image in images)
        {
            IReadOnlyCollection<int> right = labelOf(image.Id);
            foreach (PreprocessingCandidate candidate in candidates)
            {
                Tensor input = InputOf(image, candidate.Preprocessing, shape);
                candidate.Add(Answer(input), Answer(Mirrored(input)), right);
            }
        }

        return new PreprocessingRanking(candidates);

        ReadOnlySpan<float> Answer(Tensor input) => model.Probabilities(input, cancellationToken: cancellation).AsSpan();
    }

    private static Tensor InputOf(NamedImage image, Preprocessing preprocessing, Shape shape)
    {
        try
        {
            return preprocessing.Apply(image.Image, shape[2], shape[3]);
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{image.Id}: {e.Message}", e);
        }
    }

    /// <summary>The same input with left and right exchanged.</summary>
    private static Tensor Mirrored(Tensor input)
    {
        Tensor mirrored = input.Clone();
        Span<float> values = mirrored.AsSpan();
        int width = input.Shape[3];
        for (int row = 0; row < values.Length; row += width)
            values.Slice(row, width).Reverse();
        return mirrored;
    }

    /// <summary>A preset for one channel: the mean of the three channels' values, as models take it.</summary>
    private static Preprocessing Gray(Preprocessing preset) =>
        preset with { Channels = ChannelOrder.Gray, Mean = [preset.Mean.Average()], Std = [preset.Std.Average()] };
}
