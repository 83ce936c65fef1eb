using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetInsight.Imaging;
using NetInsight.Imaging.Files;
using NetInsight.Models;

namespace NetInsight.Inspection.Patches;

/// <summary>The search through a sequence of images. Only the images of one batch are held, and of the result only patches.</summary>
internal sealed class PatchSearch
{
    private readonly Model _model;
    private readonly PatchesOptions _options;
    private readonly PatchSettings _settings;
    private readonly CancellationToken _cancellation;
    private readonly ImageBatches _batches;
    private readonly List<NamedImage> _batch = [];
    private readonly ImageNames _searched = new();
    private readonly HashSet<string> _earlier = new(StringComparer.Ordinal);
    private readonly ChannelRanking[] _rankings;
    private long _heldBytes;
    private int _sinceCheckpoint;

    /// <summary>Checks the arguments, and continues with the result of an earlier search if the options name one.</summary>
    public PatchSearch(
        Model model,
        PatchSettings settings,
        IReadOnlyList<int>? channels,
        PatchesOptions options,
        int? total,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        (_model, _options, _settings, _cancellation) = (model, options, settings, cancellation);
        int all = model.MapShapeOf(settings.Layer)[1];
        ImmutableArray<int> chosen = Chosen(channels, all, settings.Layer);
        _rankings = [.. chosen.Select(channel => new ChannelRanking(channel, options.Count, options.PerImage))];
        if (options.CheckpointFile is { } file)
            WholeFile.CheckWritable(file);
        _batches = new ImageBatches(model, settings.Layer, options.BatchSize, options.MemoryBudget, Take, total, progress, cancellation);
        if (options.ContinueFrom is not { } earlier)
            return;
        earlier.CheckFits(settings, chosen, nameof(options));
        _earlier.UnionWith(earlier.ImageIds);
        foreach (ChannelRanking ranking in _rankings)
            ranking.Begin(earlier.Of(ranking.Channel));
    }

    /// <summary>The length of a sequence where it is known without enumerating it, for progress reports.</summary>
    public static int? CountOf(IEnumerable<NamedImage> images) => images.TryGetNonEnumeratedCount(out int count) ? count : null;

    /// <summary>Searches all images of a sequence.</summary>
    public PatchTable Over(IEnumerable<NamedImage> images)
    {
        foreach (NamedImage image in images)
            Add(image);
        return Finish();
    }

    /// <summary>Searches all images of an asynchronous sequence.</summary>
    public async Task<PatchTable> OverAsync(IAsyncEnumerable<NamedImage> images)
    {
        await foreach (NamedImage image in images.WithCancellation(_cancellation).ConfigureAwait(false))
            Add(image);
        return Finish();
    }

    /// <summary>Adds an image.</summary>
    /// <exception cref="ArgumentException">It is null, or its name is that of an earlier one or cannot be stored in a file.</exception>
    private void Add(NamedImage? image)
    {
        _searched.Add(image, _batches.Count);
        if (_earlier.Contains(image.Id))
        {
            _batches.Skip();
            return;
        }

        _batch.Add(image);
        _heldBytes += image.Image.Pixels.Length;
        _batches.Add(image.Image);
        if (_heldBytes > _options.MemoryBudget)
            _batches.Run();
    }

    /// <summary>Runs the last batch, and returns the result.</summary>
    /// <exception cref="ArgumentException">There was no image.</exception>
    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The technique's parameter.")]
    private PatchTable Finish()
    {
        _batches.Run();
        if (_searched.All.Count + _earlier.Count == 0)
            throw new ArgumentException("There is no image.", "images");
        return Result();
    }

    private PatchTable Result() => new(
        _settings,
        [.. _searched.All.Union(_earlier).Order(StringComparer.Ordinal)],
        [.. _rankings.Select(ranking => ranking.Channel)],
        [.. _rankings.Select(ranking => ranking.Patches().ToImmutableArray())]);

    /// <summary>Ranks the units of a batch; the output is [count, channels, rows, columns] or [count, units].</summary>
    private void Take(Tensor output, int count)
    {
        output = _model.AsMaps(_settings.Layer, output);
        int channels = output.Shape[1], positions = output.Count / count / channels, columns = output.Shape.Rank == 4 ? output.Shape[3] : 1;
        for (int n = 0; n < count; n++)
        {
            _cancellation.ThrowIfCancellationRequested();
            PatchCropper image = new(_batch[n], _model.Preprocessing, _settings);
            foreach (ChannelRanking ranking in _rankings)
            {
                _cancellation.ThrowIfCancellationRequested();
                ranking.Offer(output.AsSpan().Slice((n * channels + ranking.Channel) * positions, positions), columns, image);
            }
        }

        foreach (ChannelRanking ranking in _rankings)
            ranking.Cut(_cancellation);

        _batch.Clear();
        _heldBytes = 0;
        _sinceCheckpoint += count;
        if (_options.CheckpointFile is { } file && _sinceCheckpoint >= _options.CheckpointInterval)
        {
            Result().Save(file, _cancellation);
            _sinceCheckpoint = 0;
        }
    }

    private static ImmutableArray<int> Chosen(IReadOnlyList<int>? channels, int all, string layer)
    {
        if (channels is null)
            return [.. Enumerable.Range(0, all)];
        HashSet<int> distinct = [];
        foreach (int channel in channels)
        {
            if ((uint)channel >= (uint)all)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(channels),
                    channel,
                    $"Layer '{Printable.Escape(layer)}' has the channels 0 to {all - 1}, but {channel} is requested.");
            }

            if (!distinct.Add(channel))
                throw new ArgumentException($"Channel {channel} is requested twice.", nameof(channels));
        }

        return channels.Count > 0
            ? [.. channels]
            : throw new ArgumentException("The list of channels is empty; null means all.", nameof(channels));
    }
}
