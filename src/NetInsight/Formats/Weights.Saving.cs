using NetInsight.Formats.Safetensors;
using NetInsight.Imaging.Files;

namespace NetInsight;

public sealed partial class Weights
{
    /// <summary>
    /// Writes a safetensors file, whole or not at all, tensor by tensor: no more than one is held in memory. The file that the weights come
    /// from may itself be the target.
    /// </summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="type">How elements are stored. Narrower types round to nearest, ties to even.</param>
    /// <param name="metadata">Strings for the header's <c>__metadata__</c>.</param>
    /// <exception cref="InvalidOperationException">The weights are generated, so that their names are not known.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor is called <c>__metadata__</c>, or names and shapes need more than the format's 100,000,000 bytes.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    public void Save(string path, ElementType type = ElementType.Float32, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(path, type, metadata, CancellationToken.None);

    /// <inheritdoc cref="Save(string, ElementType, IReadOnlyDictionary{string, string}?)"/>
    public Task SaveAsync(
        string path,
        ElementType type = ElementType.Float32,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(() => Save(path, type, metadata, cancellationToken), cancellationToken);

    private void Save(string path, ElementType type, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Enum.IsDefined(type))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Float16, BFloat16, Float32 or Float64 is expected.");
        IReadOnlyDictionary<string, Shape> shapes = Shapes
            ?? throw new InvalidOperationException("Generated weights cannot be saved: their names are not known.");
        metadata ??= new Dictionary<string, string>();
        WholeFile.Write(
            path, stream => SafetensorsWriter.Write(stream, shapes, name => this[name], type, metadata, cancellationToken));
    }
}
