namespace NetInsight.Kernels.Operators.Regions;

/// <summary>
/// One region of a <see cref="RegionBatch"/>: which output positions to compute for one image, and where its input differs from the clean
/// feature map.
/// </summary>
/// <remarks>
/// <code>
///   clean feature map of the image        dirty values: the dirty region alone, row-major
///   . . . . . . .                         +-----+
///   . +-----+ . .                         | x x |
///   . | x x | . .   &lt;- replaced by ---   | x x |
///   . | x x | . .                         +-----+
///   . +-----+ . .
/// </code>
/// </remarks>
/// <param name="Image">Index of the image in the batch of clean feature maps.</param>
/// <param name="Output">The output positions to compute; not empty, and inside the operator's output.</param>
/// <param name="Dirty">The input positions whose values come from the dirty values; empty where all are clean.</param>
/// <param name="DirtyOffset">Offset of the first of them in the dirty values, in positions.</param>
internal readonly record struct BatchRegion(int Image, Region Output, Region Dirty = default, int DirtyOffset = 0);
