using System.Globalization;

namespace NetInsight;

/// <summary>The cell of the network's input in which a class's evidence exceeds that of the other classes most.</summary>
/// <param name="Row">The row of the cell's centre, from 0 (top) to 1 (bottom) of the input.</param>
/// <param name="Column">The column of the cell's centre, from 0 (left) to 1 (right).</param>
/// <param name="Share">The mean share of the class's evidence in the cell, from 0 to 1.</param>
/// <param name="OtherShare">The mean share of the other classes' evidence there; NaN where there is none.</param>
public readonly record struct ShortcutSpot(double Row, double Column, double Share, double OtherShare)
{
    /// <summary>The position and the shares: <c>row 6%, column 94% (share 31%, of other classes 2%)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"row {100 * Row:0}%, column {100 * Column:0}% (share {100 * Share:0.#}%")
        + (double.IsNaN(OtherShare) ? ")" : string.Create(CultureInfo.InvariantCulture, $", of other classes {100 * OtherShare:0.#}%)"));
}
