using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.FeatureSpace.Projection;

/// <summary>Principal components by subspace iteration from a random start (Halko et al. 2011, algorithms 4.4 and 5.1).</summary>
internal static class RandomizedComponents
{
    /// <summary>
    /// Components, count x width, and the squared singular values of X. Q holds directions as rows: each pass makes Y = X Q' and Q = Y'X, brought back
    /// to right angles in doubles; in the end the eigenvectors of Y'Y turn Q onto the components (Rayleigh and Ritz).
    /// </summary>
    public static double[] Compute(CpuDevice device, Tensor x, int count, PrincipalComponentsOptions options, Span<double> squares, IProgress<Progress>? progress)
    {
        int rows = x.Shape[0], width = x.Shape[1], most = Math.Min(rows, width);
        int directions = (int)Math.Min((long)count + options.Oversampling, most);
        int passes = 1 + (options.PowerIterations ?? (count < 0.1 * most ? 7 : 4));
        ProgressReport report = new(progress, passes + 1);
        Pcg32 random = new(options.Seed);
        double[] q = new double[directions * width];
        foreach (ref double value in q.AsSpan())
            value = random.NextNormal();

        PackedMatrix packed = TensorGemm.Pack(device, x);
        for (int pass = 0; pass < passes; pass++)
        {
            GramSchmidt.Make(device, q, width);
            Tensor next = TensorGemm.Of(device, Images(device, x, q, directions), packed);
            for (int i = 0; i < q.Length; i++)
                q[i] = next.AsSpan()[i];
            report.Add(1);
        }

        GramSchmidt.Make(device, q, width);
        Tensor y = Images(device, x, q, directions);
        double[] small = new double[directions * directions];
        device.For(directions, (long)directions * rows / 2, i =>
        {
            for (int j = 0; j <= i; j++)
                small[i * directions + j] = small[j * directions + i] = DoubleAccumulation.Dot(PointMatrix.RowOf(y, i), PointMatrix.RowOf(y, j));
        });

        double[] vectors = new double[count * directions];
        SymmetricEigen.Compute(device, small, directions, count, squares, vectors);
        double[] components = new double[count * width];
        foreach (ref double square in squares)
            square = Math.Max(square, 0);
        device.For(count, (long)directions * width, k =>
        {
            for (int j = 0; j < directions; j++)
            {
                double times = vectors[k * directions + j];
                for (int i = 0; i < width; i++)
                    components[k * width + i] += times * q[j * width + i];
            }
        });

        report.Add(1);
        return components;
    }

    /// <summary>The transpose of X Q': a row for each direction, a column for each point.</summary>
    private static Tensor Images(CpuDevice device, Tensor x, double[] q, int directions)
    {
        Tensor rounded = Tensor.Uninitialized(new Shape(directions, x.Shape[1]));
        for (int i = 0; i < q.Length; i++)
            rounded.AsSpan()[i] = (float)q[i];
        return MatrixTranspose.Of(device, TensorGemm.Of(device, x, TensorGemm.PackTransposed(device, rounded)));
    }
}
