namespace NetInsight.Kernels.Gemm;

/// <summary>The extents of a GEMM: [Rows, Depth] x [Depth, Columns].</summary>
internal readonly record struct GemmShape(int Rows, int Columns, int Depth);
