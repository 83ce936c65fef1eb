using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.FeatureSpace.Projection;

/// <summary>Principal components by all eigenvalues of X'X, or of XX' where there are fewer points than features.</summary>
internal static class ExactComponents
{
    /// <summary>Components [count, width], and the squared singular values of X [points, width].</summary>
    public static double[] Compute(CpuDevice device, Tensor x, int count, Span<double> squares, IProgress<Progress>? progress)
    {
        ProgressReport report = new(progress, 2);
        int rows = x.Shape[0], width = x.Shape[1];
        bool isGram = rows < width;
        Tensor product = isGram
            ? TensorGemm.Of(device, x, TensorGemm.PackTransposed(device, x))
            : TensorGemm.Of(device, MatrixTranspose.Of(device, x), TensorGemm.Pack(device, x));
        report.Add(1);

        int size = product.Shape[0];
        double[] matrix = new double[size * size];
        ReadOnlySpan<float> values = product.AsSpan();
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                matrix[i * size + j] = values[i <= j ? i * size + j : j * size + i];
        }

        double[] vectors = new double[count * size];
        SymmetricEigen.Compute(device, matrix, size, count, squares, vectors);
        foreach (ref double square in squares)
            square = Math.Max(square, 0);
        double[] components = isGram ? FromPoints(device, x, vectors, count) : vectors;
        report.Add(1);
        return components;
    }

    /// <summary>The components X'u of the eigenvectors u of XX', normalised to length 1.</summary>
    private static double[] FromPoints(CpuDevice device, Tensor x, double[] vectors, int count)
    {
        int rows = x.Shape[0], width = x.Shape[1];
        double[] components = new double[count * width];
        device.For(count, (long)rows * width, k =>
        {
            Span<double> component = components.AsSpan(k * width, width);
            for (int row = 0; row < rows; row++)
            {
                double factor = vectors[k * rows + row];
                ReadOnlySpan<float> values = PointMatrix.RowOf(x, row);
                for (int i = 0; i < width; i++)
                    component[i] += factor * values[i];
            }
        });
        GramSchmidt.Orthonormalize(device, components, width);
        return components;
    }
}
