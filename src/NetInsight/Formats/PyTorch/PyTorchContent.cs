namespace NetInsight.Formats.PyTorch;

/// <summary>What a PyTorch file holds, whichever its format.</summary>
/// <param name="Object">The value of its pickle.</param>
/// <param name="Places">Where the bytes of each storage begin in the file, by key; all are checked to lie in it.</param>
internal sealed record PyTorchContent(object? Object, IReadOnlyDictionary<string, long> Places);
