namespace NetInsight.Formats.PyTorch;

/// <summary>What a PyTorch file holds, whichever its format.</summary>
/// <param name="Object">The value of its pickle.</param>
/// <param name="StorageOffsets">File offset of each storage's first byte, by key. All storages are checked to lie in the file.</param>
internal sealed record PyTorchContent(object? Object, IReadOnlyDictionary<string, long> StorageOffsets);
