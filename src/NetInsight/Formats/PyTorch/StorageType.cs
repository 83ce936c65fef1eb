namespace NetInsight.Formats.PyTorch;

/// <summary>The element type of a storage.</summary>
/// <param name="Name">Its class, such as FloatStorage.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="Elements">The float type; null for integers and booleans, whose tensors are skipped.</param>
internal sealed record StorageType(string Name, int Size, ElementType? Elements);
