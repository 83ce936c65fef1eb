namespace NetInsight.Kernels.Operators.Regions;

/// <summary>Where a result's channels go within a wider map, so that a concatenation needs no copy.</summary>
/// <param name="First">The first of the wider map's channels that are written.</param>
/// <param name="Total">Channels of the wider map.</param>
internal readonly record struct ChannelSlice(int First, int Total);
