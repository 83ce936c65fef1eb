namespace NetInsight.Kernels.Operators.Regions;

/// <summary>
/// An operator that can write its output into a channel slice of a wider feature map (a concatenation along the channels).
/// </summary>
internal interface IWritesChannelSlice
{
    /// <summary>
    /// The same operator writing into the slice; it then infers the wider map's shape. Null where it writes into a slice already.
    /// </summary>
    Operator? Into(ChannelSlice slice);
}
