namespace NetInsight.Formats.Npy;

/// <summary>The content of a NumPy file's header.</summary>
/// <param name="Type">How elements are stored.</param>
/// <param name="IsBigEndian">Whether their highest byte comes first.</param>
/// <param name="IsFortranOrder">Whether they lie column-major: the first axis varies fastest.</param>
/// <param name="Dimensions">The shape.</param>
internal readonly record struct NpyHeader(ElementType Type, bool IsBigEndian, bool IsFortranOrder, long[] Dimensions);
