namespace NetInsight.Kernels.Operators.Regions;

/// <summary>An operator that can write its result into its place within a concatenation, beside what others write there.</summary>
internal interface IWritesChannelSlice
{
    /// <summary>The same operator, writing into a wider map, whose shape it then infers; null where it does so already.</summary>
    Operator? Into(ChannelSlice place);
}
