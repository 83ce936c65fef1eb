using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetInsight.Imaging.Files;
using NetInsight.Models;

namespace NetInsight.Inspection.Patches;

/// <summary>
/// The search through pictures that come one after the other. Of pictures only those of one batch are held; of what was found, only
/// patches.
/// </summary>
internal sealed class PatchSearch
{
    private readonly Model _model;
    private readonly PatchesOptions _options;
    private readonly PatchSettings _settings;
    private readonly CancellationToken _cancellation;
    private readonly ImageBatches _batches;
    private readonly List<NamedImage> _batch = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _before = new(StringComparer.Ordinal);
    private readonly ChannelRanking[] _rankings;
    private static readonly int LongestId = LoadLimits.Default.NameLength;
    private long _held;
    private int _sinceCheckpoint;

    /// <summary>Checks everything and prepares.</summary>
    public PatchSearch(
        Model model, PatchSettings settings, IReadOnlyList<int>? channels, PatchesOptions options, int? total, IProgress<Progress>? progress, CancellationToken cancellation)
    {
        (_model, _options, _settings, _cancellation) = (model, options, settings, cancellation);
        int all = model.ShapeOf(settings.Layer)[1];
        ImmutableArray<int> chosen = Chosen(channels, all, settings.Layer);
        _rankings = [.. chosen.Select(channel => new ChannelRanking(channel, options.Count, options.PerImage))];
        if (options.CheckpointFile is { } file)
            WholeFile.Try(file);
        _batches = new ImageBatches(model, settings.Layer, options.BatchSize, options.MemoryBudget, Take, total, progress, cancellation);
        if (options.ContinueFrom is not { } earlier)
            return;
        earlier.CheckFits(settings, chosen, nameof(options));
        _before.UnionWith(earlier.ImageIds);
        foreach (ChannelRanking ranking in _rankings)
            ranking.Begin(earlier.Of(ranking.Channel));
    }

    /// <summary>A picture more.</summary>
    /// <exception cref="ArgumentException">It is null, or has a name that was there before or that no file could hold.</exception>
    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The parameter is that of the technique.")]
    public void Add(NamedImage? picture)
    {
        if (picture is not { Id: not null, Image: not null })
            throw new ArgumentException($"Picture {_batches.Count} is null, or its name or image is.", "images");
        if (picture.Id.Length > LongestId || !IsText(picture.Id))
            throw new ArgumentException($"The name of picture {_batches.Count}, '{Printable.Escape(picture.Id)}', is no text of at most {LongestId:N0} characters, so that no table could be saved.", "images");
        if (!_seen.Add(picture.Id))
            throw new ArgumentException($"There are two pictures '{Printable.Escape(picture.Id)}'; each needs a name of its own.", "images");
        if (_before.Contains(picture.Id))
        {
            _batches.Skip();
            return;
        }

        _batch.Add(picture);
        _held += picture.Image.Pixels.Length;
        _batches.Add(picture.Image);
        if (_held > _options.MemoryBudget)
            _batches.Run();
    }

    /// <summary>Runs what is left, and says what was found.</summary>
    /// <exception cref="ArgumentException">There was no picture.</exception>
    [SuppressMessage("Usage", "CA2208:Instantiate argument exceptions correctly", Justification = "The parameter is that of the technique.")]
    public PatchTable Finish()
    {
        _batches.Run();
        if (_seen.Count + _before.Count == 0)
            throw new ArgumentException("There is no picture.", "images");
        return Found(_seen);
    }

    private PatchTable Found(IEnumerable<string> seen) =>
        new(_settings, [.. seen.Union(_before).Order(StringComparer.Ordinal)], [.. _rankings.Select(ranking => ranking.Channel)], [.. _rankings.Select(ranking => ranking.Patches().ToImmutableArray())]);

    private void Take(Tensor output, int count)
    {
        int channels = output.Shape[1], places = output.Count / count / channels, columns = output.Shape.Rank == 4 ? output.Shape[3] : 1;
        for (int n = 0; n < count; n++)
        {
            _cancellation.ThrowIfCancellationRequested();
            PatchCropper picture = new(_batch[n], _model.Preprocessing, _settings);
            foreach (ChannelRanking ranking in _rankings)
            {
                _cancellation.ThrowIfCancellationRequested();
                ranking.Offer(output.AsSpan().Slice((n * channels + ranking.Channel) * places, places), columns, picture);
            }
        }

        foreach (ChannelRanking ranking in _rankings)
            ranking.Cut(_cancellation);

        _batch.Clear();
        _held = 0;
        _sinceCheckpoint += count;
        if (_options.CheckpointFile is { } file && _sinceCheckpoint >= _options.CheckpointInterval)
        {
            Found(_seen).Save(file, _cancellation);
            _sinceCheckpoint = 0;
        }
    }

    /// <summary>Whether no half of a pair of surrogates stands alone, which files cannot hold.</summary>
    private static bool IsText(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i]))
                continue;
            if (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[i + 1]))
                return false;
            i++;
        }

        return true;
    }

    private static ImmutableArray<int> Chosen(IReadOnlyList<int>? channels, int all, string layer)
    {
        if (channels is null)
            return [.. Enumerable.Range(0, all)];
        HashSet<int> seen = [];
        foreach (int channel in channels)
        {
            if ((uint)channel >= (uint)all)
                throw new ArgumentOutOfRangeException(nameof(channels), channel, $"Layer '{Printable.Escape(layer)}' has the channels 0 to {all - 1}, but {channel} is asked for.");
            if (!seen.Add(channel))
                throw new ArgumentException($"Channel {channel} is asked for twice.", nameof(channels));
        }

        return channels.Count > 0 ? [.. channels] : throw new ArgumentException("The list of channels is empty; null means all.", nameof(channels));
    }
}
