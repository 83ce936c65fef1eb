namespace NetInsight.Inspection.Patches;

/// <summary>What two searches must have in common for their results to be one.</summary>
/// <param name="Layer">The layer, as the caller named it.</param>
/// <param name="Network">What tells the network from others, as far as the layer.</param>
/// <param name="InputHeight">Rows of the network's input.</param>
/// <param name="InputWidth">Columns of the network's input.</param>
/// <param name="Field">What one unit sees; null where whole pictures are shown.</param>
/// <param name="Count">Units kept for each channel.</param>
/// <param name="PerPicture">Units of one picture kept for each channel.</param>
/// <param name="PatchSize">The longest side of a patch.</param>
internal sealed record PatchSettings(
    string Layer, string Network, int InputHeight, int InputWidth, ReceptiveField? Field, int Count, int PerPicture, int PatchSize)
{
    /// <summary>All of what a unit sees, padding included.</summary>
    public PixelRectangle SeenBy(int row, int column) => Field?.Of(row, column) ?? new PixelRectangle(0, 0, InputHeight, InputWidth);
}
