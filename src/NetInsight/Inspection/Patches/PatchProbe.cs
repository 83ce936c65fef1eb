using NetInsight.Execution.Running;

namespace NetInsight.Inspection.Patches;

/// <summary>Runs inputs of which all but one patch is 0, and compares the unit.</summary>
internal sealed class PatchProbe
{
    private const int LargestBatch = 8;

    private readonly Model _model;
    private readonly PatchTable _table;
    private readonly CancellationToken _cancellation;
    private readonly ILookup<string, ActivatingPatch> _patches;
    private readonly List<(Tensor Input, ActivatingPatch Patch)> _batch = [];
    private int _checked;
    private double _difference, _score;

    /// <summary>Checks that table and network belong together.</summary>
    public PatchProbe(Model model, PatchTable table, CancellationToken cancellation)
    {
        (_model, _table, _cancellation) = (model, table, cancellation);
        PatchSettings settings = table.Settings;
        if (settings.Field is null)
            throw new InvalidOperationException($"The table of layer '{Printable.Escape(table.Layer)}' shows whole pictures; only patches can be checked.");
        if (model.InputSize() != (settings.InputHeight, settings.InputWidth) || model.FindReceptiveField(table.Layer) != settings.Field)
            throw new ArgumentException($"The table was made with another network: its layer '{Printable.Escape(table.Layer)}' sees {settings.Field} of {settings.InputHeight} x {settings.InputWidth}.", nameof(table));
        Shape shape = model.ShapeOf(table.Layer);
        if (model.FingerprintOf(table.Layer, cancellation) != settings.Network)
            throw new ArgumentException($"The table was made with another network: as far as layer '{Printable.Escape(table.Layer)}', weights or preprocessing differ.", nameof(table));
        _patches = table.Channels.SelectMany(channel => table.Of(channel)).ToLookup(patch => patch.ImageId, StringComparer.Ordinal);
        if (_patches.SelectMany(group => group).Any(patch => patch.Channel >= shape[1] || patch.Row >= shape[2] || patch.Column >= shape[3]))
            throw new ArgumentException($"The table was made with another network: it has units that are not in {shape}.", nameof(table));
    }

    /// <summary>Checks the patches of one picture.</summary>
    public void Add(NamedImage picture)
    {
        _cancellation.ThrowIfCancellationRequested();
        foreach (IGrouping<PixelRectangle, ActivatingPatch> same in _patches[picture.Id].GroupBy(patch => patch.Input))
        {
            Tensor input = Alone(_model.Prepare(picture.Image), same.Key);
            foreach (ActivatingPatch patch in same.DistinctBy(patch => (patch.Channel, patch.Row, patch.Column)))
                _batch.Add((input, patch));
            if (_batch.Select(each => each.Input).Distinct().Count() == LargestBatch)
                Run();
        }
    }

    /// <summary>The result, once all pictures were there.</summary>
    public PatchCheck Finish()
    {
        _cancellation.ThrowIfCancellationRequested();
        Run();
        return new PatchCheck(_checked, _difference, _score);
    }

    private void Run()
    {
        if (_batch.Count == 0)
            return;
        Tensor[] inputs = [.. _batch.Select(each => each.Input).Distinct()];
        Tensor output = _model.Run(BatchSlices.Join(inputs), [_table.Layer], cancellationToken: _cancellation)[_table.Layer];
        foreach ((Tensor input, ActivatingPatch patch) in _batch)
        {
            double difference = Math.Abs((double)output[Array.IndexOf(inputs, input), patch.Channel, patch.Row, patch.Column] - patch.Score);
            _difference = Math.Max(_difference, difference);        // NaN stays
            _score = Math.Max(_score, Math.Abs(patch.Score));
            _checked++;
        }

        _batch.Clear();
    }

    /// <summary>The input with 0 around a rectangle.</summary>
    private static Tensor Alone(Tensor input, PixelRectangle seen)
    {
        Tensor result = new(input.Shape);
        int height = input.Shape[2], width = input.Shape[3];
        PixelRectangle inside = seen.ClippedTo(height, width);
        for (int c = 0; c < input.Shape[1]; c++)
        {
            for (int y = inside.Top; y < inside.Top + inside.Height; y++)
            {
                int at = (c * height + y) * width + inside.Left;
                input.AsSpan().Slice(at, inside.Width).CopyTo(result.AsSpan()[at..]);
            }
        }

        return result;
    }
}
