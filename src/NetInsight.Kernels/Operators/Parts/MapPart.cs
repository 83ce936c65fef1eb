namespace NetInsight;

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
/// <param name="Picture">Which of the stored maps.</param>
/// <param name="Wanted">The places of the result that are computed; not empty, and on the map that the operator makes.</param>
/// <param name="Changed">The places of the input that come from the patches; empty where all are the stored ones.</param>
/// <param name="ChangedFrom">The first of them in the patches, in places.</param>
internal readonly record struct MapPart(int Picture, Area Wanted, Area Changed = default, int ChangedFrom = 0);
