using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Kernels.Operators.Product;

/// <summary>The transpose of a matrix.</summary>
internal static class MatrixTranspose
{
    /// <summary>[rows, columns] becomes [columns, rows], in new memory.</summary>
    public static Tensor Of(CpuDevice device, Tensor matrix)
    {
        Tensor result = Tensor.Uninitialized(new Shape(matrix.Shape[1], matrix.Shape[0]));
        new Transpose([1, 0]).Forward(device, [matrix], result);
        return result;
    }
}
