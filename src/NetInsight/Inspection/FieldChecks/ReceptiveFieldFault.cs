namespace NetInsight;

/// <summary>A side at which a network contradicts a receptive field.</summary>
/// <param name="IsTooSmall">
/// True: the unit changed when pixels outside its field did, so that the field is too small or lies elsewhere. False: no checked unit
/// changed when the outermost pixels of its field did, so that the field is too large or lies elsewhere, or the network's weights there are
/// all zero.
/// </param>
/// <param name="Side">The side.</param>
/// <param name="Row">The unit's row; of several units, the first.</param>
/// <param name="Column">The unit's column.</param>
/// <param name="Pixels">The pixels that were changed.</param>
public sealed record ReceptiveFieldFault(bool IsTooSmall, FieldSide Side, int Row, int Column, PixelRectangle Pixels)
{
    /// <summary>The fault as a sentence.</summary>
    public override string ToString()
    {
        string pixels = $"rows {Pixels.Top} to {Pixels.Top + Pixels.Height - 1}, columns {Pixels.Left} to {Pixels.Left + Pixels.Width - 1}";
        return IsTooSmall
            ? $"unit ({Row}, {Column}) changes with pixels outside its field ({Side}: {pixels})"
            : $"no unit changes with the outermost pixels of its field at the {Side} (for unit ({Row}, {Column}): {pixels})";
    }
}
