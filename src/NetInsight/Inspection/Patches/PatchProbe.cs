using NetInsight.Imaging;

namespace NetInsight.Inspection.Patches;

/// <summary>Runs inputs that are 0 outside one patch, and compares the unit's activation with that in the whole image.</summary>
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
        string layer = Printable.Escape(table.Layer);
        if (settings.Field is null)
            throw new InvalidOperationException($"The table of layer '{layer}' shows whole images; only patches can be checked.");
        if (model.InputSize() != (settings.InputHeight, settings.InputWidth) || model.FindReceptiveField(table.Layer) != settings.Field)
        {
            throw OtherNetwork(
                $"the receptive field of its layer '{layer}' is {settings.Field} of {settings.InputHeight} x {settings.InputWidth}");
        }

        Shape shape = model.MapShapeOf(table.Layer);
        if (model.FingerprintOf(table.Layer, cancellation) != settings.Network)
            throw OtherNetwork($"as far as layer '{layer}', {PatchSettings.Differing}");
        _patches = table.Channels.SelectMany(channel => table.Of(channel)).ToLookup(patch => patch.ImageId, StringComparer.Ordinal);
        IEnumerable<ActivatingPatch> all = _patches.SelectMany(group => group);
        if (all.Any(patch => patch.Channel >= shape[1] || patch.Row >= shape[2] || patch.Column >= shape[3]))
            throw OtherNetwork($"it has units that are not in {shape}");

        static ArgumentException OtherNetwork(string why) => new($"The table was made with another network: {why}.", nameof(table));
    }

    /// <summary>Checks the patches of one image.</summary>
    public void Add(NamedImage image)
    {
        _cancellation.ThrowIfCancellationRequested();
        foreach (IGrouping<PixelRectangle, ActivatingPatch> same in _patches[image.Id].GroupBy(patch => patch.Input))
        {
            Tensor input = Alone(_model.Prepare(image.Image), same.Key);
            foreach (ActivatingPatch patch in same.DistinctBy(patch => (patch.Channel, patch.Row, patch.Column)))
                _batch.Add((input, patch));
            if (_batch.Select(each => each.Input).Distinct().Count() == LargestBatch)
                Run();
        }
    }

    /// <summary>The result, after the last image.</summary>
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
        Tensor output = _model.AsMaps(_table.Layer, _model.RunTogether(inputs, _table.Layer, _cancellation));
        foreach ((Tensor input, ActivatingPatch patch) in _batch)
        {
            float alone = output[Array.IndexOf(inputs, input), patch.Channel, patch.Row, patch.Column];
            _difference = Math.Max(_difference, Math.Abs((double)alone - patch.Score));        // NaN stays
            _score = Math.Max(_score, Math.Abs(patch.Score));
            _checked++;
        }

        _batch.Clear();
    }

    /// <summary>The input with 0 outside a rectangle.</summary>
    private static Tensor Alone(Tensor input, PixelRectangle rectangle)
    {
        Tensor result = new(input.Shape);
        int height = input.Shape[2], width = input.Shape[3];
        PixelRectangle inside = rectangle.ClippedTo(height, width);
        for (int c = 0; c < input.Shape[1]; c++)
        {
            for (int y = inside.Top; y < inside.Top + inside.Height; y++)
            {
                int start = (c * height + y) * width + inside.Left;
                input.AsSpan().Slice(start, inside.Width).CopyTo(result.AsSpan()[start..]);
            }
        }

        return result;
    }
}
