namespace NetInsight.Kernels.Operators.Regions;

/// <summary>A packed operator that can read its input, some channels of a wider feature map, where they lie.</summary>
internal interface IReadsChannelSlice
{
    /// <summary>The same operator on the slice; it then takes the wider map. Null where it cannot, or reads a slice already.</summary>
    Operator? From(ChannelSlice slice);
}
