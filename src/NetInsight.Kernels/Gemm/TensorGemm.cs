using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Gemm;

/// <summary>GEMM of whole matrices: tensors of two dimensions, [rows, columns].</summary>
internal static unsafe class TensorGemm
{
    /// <summary>A * B + bias: A [rows, depth], B [depth, columns] packed, bias [columns], which may be absent.</summary>
    public static Tensor Of(CpuDevice device, Tensor a, PackedMatrix b, float[]? bias = null)
    {
        int rows = a.Shape[0], depth = a.Shape[1];
        Tensor c = Tensor.Uninitialized(new Shape(rows, b.Columns));
        fixed (float* x = a.AsSpan(), y = c.AsSpan())
            Sgemm.Compute(device, new StridedRows(x, depth), rows, b, new MatrixRef(y, b.Columns), new Epilogue(bias));
        return c;
    }

    /// <summary>A matrix packed as the right factor.</summary>
    public static PackedMatrix Pack(CpuDevice device, Tensor b) =>
        PackedMatrix.Pack(device, b.AsMemory(), b.Shape[0], b.Shape[1], b.Shape[1], 1);

    /// <summary>The transpose of a matrix packed as the right factor.</summary>
    public static PackedMatrix PackTransposed(CpuDevice device, Tensor b) =>
        PackedMatrix.Pack(device, b.AsMemory(), b.Shape[1], b.Shape[0], 1, b.Shape[1]);
}
