using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.FeatureSpace.Projection;

/// <summary>Principal components by subspace iteration from a random start (Halko et al. 2011, algorithms 4.4 and 5.1).</summary>
internal static class RandomizedComponents
{
    /// <summary>
    /// Components [count, width], and the squared singular values of X [points, width]. The rows of Q [directions, width] are directions:
    /// each pass orthonormalizes Q in doubles and replaces it by Y'X with Y = X Q'; at the end the eigenvectors of Y'Y rotate Q onto the
    /// components (Rayleigh and Ritz).
    /// </summary>
    public static double[] Compute(
        CpuDevice device, Tensor x, int count, PrincipalComponentsOptions options, Span<double> squares, IProgress<Progress>? progress)
    {
        int rows = x.Shape[0], width = x.Shape[1], most = Math.Min(rows, width);
        int directions = (int)Math.Min((long)count + options.Oversampling, most);
        int passes = 1 + (options.PowerIterations ?? (count < 0.1 * most ? 7 : 4));
        ProgressReport report = new(progress, passes + 1);
        Pcg32 random = new(options.Seed);
        double[] q = new double[directions * width];
        foreach (ref double value in q.AsSpan())
            value = random.NextNormal();

        // Subspace iteration.
        PackedMatrix packed = TensorGemm.Pack(device, x);
        for (int pass = 0; pass < passes; pass++)
        {
            GramSchmidt.Orthonormalize(device, q, width);
            Tensor next = TensorGemm.Of(device, Project(device, x, q, directions), packed);
            for (int i = 0; i < q.Length; i++)
                q[i] = next.AsSpan()[i];
            report.Add(1);
        }

        GramSchmidt.Orthonormalize(device, q, width);

        // Rayleigh and Ritz: eigenvectors of Y'Y [directions, directions].
        Tensor y = Project(device, x, q, directions);
        double[] small = new double[directions * directions];
        device.For(directions, (long)directions * rows / 2, i =>
        {
            for (int j = 0; j <= i; j++)
            {
                double dot = DoubleAccumulation.Dot(PointMatrix.RowOf(y, i), PointMatrix.RowOf(y, j));
                small[i * directions + j] = small[j * directions + i] = dot;
            }
        });

        double[] vectors = new double[count * directions];
        SymmetricEigen.Compute(device, small, directions, count, squares, vectors);

        // Rotation of Q.
        double[] components = new double[count * width];
        foreach (ref double square in squares)
            square = Math.Max(square, 0);
        device.For(count, (long)directions * width, k =>
        {
            for (int j = 0; j < directions; j++)
            {
                double factor = vectors[k * directions + j];
                for (int i = 0; i < width; i++)
                    components[k * width + i] += factor * q[j * width + i];
            }
        });

        report.Add(1);
        return components;
    }

    /// <summary>The projections (X Q')' [directions, points], with Q rounded to floats.</summary>
    private static Tensor Project(CpuDevice device, Tensor x, double[] q, int directions)
    {
        Tensor rounded = Tensor.Uninitialized(new Shape(directions, x.Shape[1]));
        for (int i = 0; i < q.Length; i++)
            rounded.AsSpan()[i] = (float)q[i];
        return MatrixTranspose.Of(device, TensorGemm.Of(device, x, TensorGemm.PackTransposed(device, rounded)));
    }
}
