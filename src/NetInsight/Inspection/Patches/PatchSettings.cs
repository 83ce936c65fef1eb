namespace NetInsight.Inspection.Patches;

/// <summary>What two searches must have in common for their results to be merged.</summary>
/// <param name="Layer">The layer, as the caller named it.</param>
/// <param name="Network">The network's fingerprint, as far as the layer.</param>
/// <param name="InputHeight">Rows of the network's input.</param>
/// <param name="InputWidth">Columns of the network's input.</param>
/// <param name="Field">The receptive field of a unit; null where whole images are shown.</param>
/// <param name="Count">Units kept for each channel.</param>
/// <param name="PerImage">Units of one image kept for each channel.</param>
/// <param name="PatchSize">The longest side of a patch.</param>
internal sealed record PatchSettings(
    string Layer, string Network, int InputHeight, int InputWidth, ReceptiveField? Field, int Count, int PerImage, int PatchSize)
{
    /// <summary>What may differ where fingerprints do, for messages.</summary>
    public const string Differing =
        "operators, their order, weights or preprocessing differ (tables of versions that did not compare operators must be made anew)";

    /// <summary>The settings of a search.</summary>
    public static PatchSettings Of(Model model, string layer, ReceptiveField? field, PatchesOptions options, CancellationToken cancellation)
    {
        (int height, int width) = model.InputSize();
        string network = model.FingerprintOf(layer, cancellation);
        return new PatchSettings(layer, network, height, width, field, options.Count, options.PerImage, options.PatchSize);
    }

    /// <summary>The receptive field of one unit in the input, padding included.</summary>
    public PixelRectangle RectangleOf(int row, int column) => Field?.Of(row, column) ?? new PixelRectangle(0, 0, InputHeight, InputWidth);
}
