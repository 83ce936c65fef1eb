namespace NetInsight.Kernels.Operators.Regions;

/// <summary>A window of work: which places of a result to compute, and what of the input differs from the stored map of a picture.</summary>
/// <remarks>
/// <code>
///   stored map of the picture            patch: the changed places alone, row after row
///   . . . . . . .                         +-----+
///   . +-----+ . .      seen as one map    | x x |
///   . | x x | . .   &lt;------------------   | x x |
///   . | x x | . .                         +-----+
///   . +-----+ . .
/// </code>
/// </remarks>
/// <param name="Image">Which of the stored maps.</param>
/// <param name="Output">The places of the result that are computed; not empty, and on the map that the operator makes.</param>
/// <param name="Dirty">The places of the input that come from the patches; empty where all are the stored ones.</param>
/// <param name="DirtyOffset">The first of them in the patches, in places.</param>
internal readonly record struct BatchRegion(int Image, Region Output, Region Dirty = default, int DirtyOffset = 0);
