namespace NetInsight.Kernels.Operators.Regions;

/// <summary>A range of channels of a wider feature map that an operator writes directly, so that a concatenation needs no copy.</summary>
/// <param name="First">First channel of the range.</param>
/// <param name="Total">Channels of the wider feature map.</param>
internal readonly record struct ChannelSlice(int First, int Total);
