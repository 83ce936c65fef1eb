using NetInsight.Attribution;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>
/// One way to compute an attribution for which another would do as well: a fill, a window, a seed, a level of noise, an image moved by a
/// pixel. <see cref="Stability"/> repeats a map over several; <see cref="StabilityChoices"/> has sets for each method. Immutable.
/// </summary>
/// <example>
/// <code>
/// StabilityChoice[] choices =
/// [
///     new("seed 1", (model, input, target, stop) => Rise.Compute(model, input, target, new RiseOptions { Seed = 1 }, null, stop)),
///     new("seed 2", (model, input, target, stop) => Rise.Compute(model, input, target, new RiseOptions { Seed = 2 }, null, stop)),
/// ];
/// </code>
/// </example>
public sealed class StabilityChoice
{
    private readonly AttributionFunction _compute;

    /// <summary>A choice.</summary>
    /// <param name="name">What is chosen, for captions, such as <c>seed 2</c>; not empty.</param>
    /// <param name="compute">Computes the map. All choices that are compared give maps of one unit.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public StabilityChoice(string name, AttributionFunction compute)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(compute);
        (Name, _compute) = (Printable.Escape(name), compute);
    }

    /// <summary>What is chosen.</summary>
    public string Name { get; private init; }

    /// <summary>
    /// By how many pixels of the network's input the image is moved down before the map is computed, which is moved back.
    /// </summary>
    public int ShiftedRows { get; private init; }

    /// <summary>By how many pixels of the network's input the image is moved to the right before the map is computed.</summary>
    public int ShiftedColumns { get; private init; }

    /// <summary>
    /// The same choice for the image moved by some pixels of the network's input; those that come in from outside repeat the edge. The map
    /// is moved back, so that values of one pixel are compared.
    /// </summary>
    /// <param name="rows">Pixels down; negative for up.</param>
    /// <param name="columns">Pixels to the right; negative for left.</param>
    public StabilityChoice Shifted(int rows, int columns) => new($"{Name}, moved by ({rows}, {columns})", _compute)
    {
        ShiftedRows = ShiftedRows + rows,
        ShiftedColumns = ShiftedColumns + columns,
    };

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The map of an input, which is moved before by the choice's shift.</summary>
    /// <exception cref="ArgumentException">The shift is not smaller than the image.</exception>
    /// <exception cref="InvalidOperationException">The function gave no map.</exception>
    internal AttributionMap Compute(AttributedInput input, Target target, CancellationToken cancellation)
    {
        if (Math.Abs((long)ShiftedRows) >= input.Height || Math.Abs((long)ShiftedColumns) >= input.Width)
        {
            throw new ArgumentException(
                $"The choice '{Name}' moves the image out of the network's input of {input.Height} x {input.Width} pixels.", "choices");
        }

        Tensor moved = ShiftedRows == 0 && ShiftedColumns == 0 ? input.Tensor : Moved(input);
        AttributionMap map = _compute(input.Model, moved, target, cancellation)
            ?? throw new InvalidOperationException($"The choice '{Name}' gave no map.");
        return map.Height == input.Height && map.Width == input.Width ? map : throw new InvalidOperationException(
            $"The choice '{Name}' gave a map of {map.Height} x {map.Width}, but the input has {input.Height} x {input.Width}.");
    }

    private Tensor Moved(AttributedInput input)
    {
        Tensor result = Tensor.Uninitialized(input.Tensor.Shape);
        ReadOnlySpan<float> from = input.Tensor.AsSpan();
        Span<float> to = result.AsSpan();
        int pixels = input.Height * input.Width;
        for (int i = 0; i < to.Length; i++)
        {
            int row = Math.Clamp(i % pixels / input.Width - ShiftedRows, 0, input.Height - 1);
            int column = Math.Clamp(i % input.Width - ShiftedColumns, 0, input.Width - 1);
            to[i] = from[i - i % pixels + row * input.Width + column];
        }

        return result;
    }
}
