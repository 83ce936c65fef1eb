using System.Collections.Immutable;
using NetInsight.Inspection.FieldChecks;

namespace NetInsight;

/// <summary>
/// Holds a computed receptive field against the network itself: noise is put into the pixels outside what a unit sees, which must leave the unit
/// as it is, and into the outermost rows and columns that it sees, which must be able to change it.
/// </summary>
/// <remarks>
/// Runs on the processor with <see cref="Precision.Exact"/>, where what a pixel has no part in keeps its bits: "as it is" means all channels
/// of the unit, bit for bit. The corners of a field need not matter (branches of 1 x 3 and 3 x 1 see a cross), its four sides must. A side is
/// asked for only where it lies on the picture, and is in order when one of the units answers to it.
/// </remarks>
public static class ReceptiveFieldCheck
{
    /// <summary>Noise of growing strength: weak edges of deep fields drown in the rounding of a unit's other inputs, unless they are loud.</summary>
    private static readonly ImmutableArray<float> Amplitudes = [1, 1e3f, 1e6f];

    /// <summary>Checks the field of a layer.</summary>
    /// <param name="model">The network.</param>
    /// <param name="layer">The layer, or a module whose last layer is meant.</param>
    /// <param name="options">Another field than the computed one, units, seed.</param>
    /// <param name="progress">Is told the units done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">There is no such layer, or a unit lies outside its map.</exception>
    /// <exception cref="InvalidOperationException">
    /// The layer's units have no common field and the options name none, or the input's size is open, or the input is no picture.
    /// </exception>
    public static ReceptiveFieldCheckReport Compute(
        Model model,
        string layer,
        ReceptiveFieldCheckOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layer);
        options ??= ReceptiveFieldCheckOptions.Default;
        ReceptiveField field = options.Field ?? model.ReceptiveFieldOf(layer);
        (int rows, int columns) = model.MapSizeOf(layer);
        (int height, int width) = model.InputExtent();
        ImmutableArray<(int Row, int Column)> units = options.Units is []
            ? [.. new[] { (rows / 2, columns / 2), (0, 0), (0, columns - 1), (rows - 1, 0), (rows - 1, columns - 1) }.Distinct()]
            : options.Units;
        foreach ((int row, int column) in units)
        {
            if (row >= rows || column >= columns)
                throw new ArgumentOutOfRangeException(nameof(options), (row, column), $"The map of layer '{Printable.Escape(layer)}' has {rows} x {columns} units; there is no unit ({row}, {column}).");
        }

        using Model exact = model.WithExactArithmetic();
        NoiseProbe probe = new(exact, layer, options.Seed, Amplitudes, cancellationToken);
        ProgressReport report = new(progress, units.Length);
        List<ReceptiveFieldFault> faults = [];
        Dictionary<FieldSide, ReceptiveFieldFault> silent = [];
        HashSet<FieldSide> answering = [];
        foreach ((int row, int column) in units)
        {
            PixelRectangle seen = field.Of(row, column, height, width);
            foreach (FieldSide side in Enum.GetValues<FieldSide>())
            {
                PixelRectangle outside = FieldBorders.Outside(seen, side, height, width), edge = FieldBorders.Edge(field, row, column, side, height, width);
                if (probe.Changes(outside, row, column))
                    faults.Add(new ReceptiveFieldFault(true, side, row, column, outside));
                if (edge is { Width: > 0, Height: > 0 } && !answering.Contains(side) && probe.Changes(edge, row, column))
                    answering.Add(side);
                else if (edge is { Width: > 0, Height: > 0 })
                    silent.TryAdd(side, new ReceptiveFieldFault(false, side, row, column, edge));
            }

            report.Add(1);
        }

        faults.AddRange(silent.Where(pair => !answering.Contains(pair.Key)).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        ImmutableArray<FieldSide> beyond = [.. Enum.GetValues<FieldSide>().Where(side => !answering.Contains(side) && !silent.ContainsKey(side))];
        return new ReceptiveFieldCheckReport(layer, field, units, [.. faults], beyond);
    }
}
