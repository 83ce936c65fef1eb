using System.Collections.Immutable;
using NetInsight.Imaging;
using NetInsight.Inspection.FieldChecks;

namespace NetInsight;

/// <summary>
/// Checks a computed receptive field against the network itself: noise in the pixels outside a unit's field must not change the unit, and
/// noise in the outermost rows and columns of the field must be able to change it.
/// </summary>
/// <remarks>
/// Runs on the CPU with <see cref="Precision.Exact"/>, where a result keeps its bits as long as the pixels that it depends on do: "not
/// change" means all channels of the unit, bit for bit. The corners of a field need not have an effect (branches of 1 x 3 and 3 x 1 see a
/// cross), its four sides must. A side is checked only where it lies inside the input, and passes when one of the units changes.
/// </remarks>
public static class ReceptiveFieldCheck
{
    /// <summary>
    /// Amplitudes of growing size: the weak edges of a deep field vanish in the rounding of a unit's other inputs at small ones.
    /// </summary>
    private static readonly ImmutableArray<float> Amplitudes = [1, 1e3f, 1e6f];

    /// <summary>Checks the receptive field of a layer.</summary>
    /// <param name="model">The network.</param>
    /// <param name="layer">The layer, or a module whose last layer is meant.</param>
    /// <param name="options">Another field than the computed one, units, seed.</param>
    /// <param name="progress">Receives the number of units done.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <exception cref="ArgumentException">There is no such layer, or a unit lies outside its feature map.</exception>
    /// <exception cref="InvalidOperationException">
    /// The layer's units have no common receptive field and the options name none, or the file leaves the input's size open, or the input
    /// is no image.
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
            if (row < rows && column < columns)
                continue;
            throw new ArgumentOutOfRangeException(
                nameof(options),
                (row, column),
                $"The feature map of layer '{Printable.Escape(layer)}' has {rows} x {columns} units; there is no unit ({row}, {column}).");
        }

        using Model exact = model.WithExactArithmetic();
        NoiseProbe probe = new(exact, layer, options.Seed, Amplitudes, cancellationToken);
        ProgressReport report = new(progress, units.Length);
        List<ReceptiveFieldFault> faults = [];
        Dictionary<FieldSide, ReceptiveFieldFault> unchanged = [];
        HashSet<FieldSide> confirmed = [];
        foreach ((int row, int column) in units)
        {
            PixelRectangle inside = field.Of(row, column, height, width);
            foreach (FieldSide side in Enum.GetValues<FieldSide>())
            {
                PixelRectangle outside = FieldBorders.Outside(inside, side, height, width);
                PixelRectangle edge = FieldBorders.Edge(field, row, column, side, height, width);
                if (probe.Changes(outside, row, column))
                    faults.Add(new ReceptiveFieldFault(true, side, row, column, outside));
                if (edge is { Width: > 0, Height: > 0 } && !confirmed.Contains(side) && probe.Changes(edge, row, column))
                    confirmed.Add(side);
                else if (edge is { Width: > 0, Height: > 0 })
                    unchanged.TryAdd(side, new ReceptiveFieldFault(false, side, row, column, edge));
            }

            report.Add(1);
        }

        faults.AddRange(unchanged.Where(pair => !confirmed.Contains(pair.Key)).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        ImmutableArray<FieldSide> beyond =
            [.. Enum.GetValues<FieldSide>().Where(side => !confirmed.Contains(side) && !unchanged.ContainsKey(side))];
        return new ReceptiveFieldCheckReport(layer, field, units, [.. faults], beyond);
    }
}
