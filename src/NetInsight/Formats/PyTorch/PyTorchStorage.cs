namespace NetInsight.Formats.PyTorch;

/// <summary>A contiguous array of elements in a file, of which tensors are views.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Key">Its name in the file.</param>
/// <param name="Count">The number of its elements.</param>
internal sealed record PyTorchStorage(StorageType Type, string Key, long Count);
