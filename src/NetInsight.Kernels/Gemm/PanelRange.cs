namespace NetInsight.Kernels.Gemm;

/// <summary>Panels <paramref name="First"/> .. <paramref name="End"/> - 1 of a <see cref="PackedMatrix"/>.</summary>
internal readonly record struct PanelRange(int First, int End);
