namespace NetInsight.Synthesis.Parameterizations;

/// <summary>
/// Lucid's colour matrix: the square root of the covariance of colours in ImageNet, [[.26, .09, .02], [.27, 0, -.05], [.27, -.09, .03]],
/// divided by the largest norm of its columns. Rows are red, green and blue.
/// </summary>
internal static class ColorDecorrelation
{
    /// <summary>Row-major, 3 x 3.</summary>
    public static double[] Matrix { get; } = Normalized([.26, .09, .02, .27, 0, -.05, .27, -.09, .03]);

    /// <summary>Its inverse.</summary>
    public static double[] Inverse { get; } = Inverted(Matrix);

    /// <summary>The identity.</summary>
    public static double[] Identity(int size)
    {
        double[] matrix = new double[size * size];
        for (int i = 0; i < size; i++)
            matrix[i * size + i] = 1;
        return matrix;
    }

    /// <summary>Rows and columns exchanged.</summary>
    public static double[] Transposed(double[] matrix, int size) =>
        [.. Enumerable.Range(0, size * size).Select(i => matrix[i % size * size + i / size])];

    private static double[] Normalized(double[] matrix)
    {
        double largest = Enumerable.Range(0, 3)
            .Max(column => Math.Sqrt(Enumerable.Range(0, 3).Sum(row => matrix[row * 3 + column] * matrix[row * 3 + column])));
        return [.. matrix.Select(value => value / largest)];
    }

    /// <summary>By cofactors.</summary>
    private static double[] Inverted(double[] m)
    {
        double[] result = new double[9];
        double determinant = 0;
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                int a = (row + 1) % 3, b = (row + 2) % 3, c = (column + 1) % 3, d = (column + 2) % 3;
                double cofactor = m[a * 3 + c] * m[b * 3 + d] - m[a * 3 + d] * m[b * 3 + c];
                result[column * 3 + row] = cofactor;
                determinant += row == 0 ? m[column] * cofactor : 0;
            }
        }

        return [.. result.Select(value => value / determinant)];
    }
}
