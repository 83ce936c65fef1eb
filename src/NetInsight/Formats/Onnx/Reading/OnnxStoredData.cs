namespace NetInsight.Formats.Onnx.Reading;

/// <summary>Where a tensor's data lie that an <see cref="OnnxSkeleton"/> leaves out.</summary>
/// <param name="Field">The field of TensorProto: one of <see cref="RawData"/>, <see cref="FloatData"/> and so on.</param>
/// <param name="Offset">The first byte's offset in the file.</param>
/// <param name="Length">The number of bytes.</param>
internal readonly record struct OnnxStoredData(int Field, long Offset, int Length)
{
    /// <summary>Fields of TensorProto.</summary>
    public const int FloatData = 4, Int32Data = 5, Int64Data = 7, RawData = 9, DoubleData = 10, Uint64Data = 11;

    /// <summary>Whether a field holds elements.</summary>
    public static bool Holds(ulong field) => field is FloatData or Int32Data or Int64Data or RawData or DoubleData or Uint64Data;
}
