namespace NetInsight.Formats.Safetensors;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its float type; null for integers, booleans and 8-bit floats, which are not read.</param>
/// <param name="TypeName">The file's name of the type, such as F32.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Start">Offset of its first byte behind the header.</param>
/// <param name="End">Offset of the byte behind its last.</param>
internal readonly record struct SafetensorsEntry(string Name, ElementType? Type, string TypeName, Shape Shape, long Start, long End);
