using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Kernels.Gemm;

/// <summary>Products of whole matrices: tensors of two dimensions, rows x columns.</summary>
internal static unsafe class TensorGemm
{
    /// <summary>A * B for A of rows x depth and a packed B of depth x columns, plus a number for each column.</summary>
    public static Tensor Of(CpuDevice device, Tensor a, PackedMatrix b, float[]? bias = null)
    {
        int rows = a.Shape[0], depth = a.Shape[1];
        Tensor c = Tensor.Uninitialized(new Shape(rows, b.Columns));
        fixed (float* x = a.AsSpan(), y = c.AsSpan())
            Sgemm.Compute(device, new StridedRows(x, depth), rows, b, y, b.Columns, new Epilogue(bias));
        return c;
    }

    /// <summary>A matrix packed to be the right factor.</summary>
    public static PackedMatrix Pack(CpuDevice device, Tensor b) =>
        PackedMatrix.Pack(device, b.AsMemory(), b.Shape[0], b.Shape[1], b.Shape[1], 1);

    /// <summary>The transpose of a matrix packed to be the right factor.</summary>
    public static PackedMatrix PackTransposed(CpuDevice device, Tensor b) =>
        PackedMatrix.Pack(device, b.AsMemory(), b.Shape[1], b.Shape[0], 1, b.Shape[1]);

    /// <summary>Columns become rows.</summary>
    public static Tensor Transposed(CpuDevice device, Tensor a)
    {
        Tensor result = Tensor.Uninitialized(new Shape(a.Shape[1], a.Shape[0]));
        new Transpose([1, 0]).Forward(device, [a], result);
        return result;
    }
}
