using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Models.Architectures.Building;

/// <summary>
/// The blocks of Inception v3 (Szegedy et al. 2015, arXiv:1512.00567, figures 5 to 7 and 10): parallel branches, concatenated.
/// </summary>
/// <param name="b">The network that is built.</param>
internal sealed class InceptionBlocks(ArchitectureBuilder b)
{
    /// <summary>At 35 x 35: 1 x 1; 5 x 5; two of 3 x 3; mean and 1 x 1.</summary>
    public int A(string name, int x, int inputs, int pooled)
    {
        int one = Conv($"{name}.branch1x1", x, inputs, 64);
        int five = Conv($"{name}.branch5x5_2", Conv($"{name}.branch5x5_1", x, inputs, 48), 48, 64, 5, 5);
        int three = Conv($"{name}.branch3x3dbl_2", Conv($"{name}.branch3x3dbl_1", x, inputs, 64), 64, 96, 3, 3);
        three = Conv($"{name}.branch3x3dbl_3", three, 96, 96, 3, 3);
        return Join(name, one, five, three, Pooled(name, x, inputs, pooled));
    }

    /// <summary>From 35 x 35 to 17 x 17: 3 x 3 at stride 2; two of 3 x 3, then stride 2; max-pooling.</summary>
    public int B(string name, int x, int inputs)
    {
        int three = Halving($"{name}.branch3x3", x, inputs, 384);
        int twice = Conv($"{name}.branch3x3dbl_2", Conv($"{name}.branch3x3dbl_1", x, inputs, 64), 64, 96, 3, 3);
        return Join(name, three, Halving($"{name}.branch3x3dbl_3", twice, 96, 96), b.MaxPool($"{name}.branch_pool", x, 3, 2));
    }

    /// <summary>At 17 x 17: 1 x 1; 1 x 7 and 7 x 1; both twice; mean and 1 x 1.</summary>
    public int C(string name, int x, int width)
    {
        int one = Conv($"{name}.branch1x1", x, 768, 192);
        int seven = Conv($"{name}.branch7x7_2", Conv($"{name}.branch7x7_1", x, 768, width), width, width, 1, 7);
        seven = Conv($"{name}.branch7x7_3", seven, width, 192, 7, 1);
        int twice = Conv($"{name}.branch7x7dbl_2", Conv($"{name}.branch7x7dbl_1", x, 768, width), width, width, 7, 1);
        twice = Conv($"{name}.branch7x7dbl_4", Conv($"{name}.branch7x7dbl_3", twice, width, width, 1, 7), width, width, 7, 1);
        twice = Conv($"{name}.branch7x7dbl_5", twice, width, 192, 1, 7);
        return Join(name, one, seven, twice, Pooled(name, x, 768, 192));
    }

    /// <summary>From 17 x 17 to 8 x 8: 3 x 3 at stride 2; 1 x 7 and 7 x 1, then stride 2; max-pooling.</summary>
    public int D(string name, int x)
    {
        int three = Halving($"{name}.branch3x3_2", Conv($"{name}.branch3x3_1", x, 768, 192), 192, 320);
        int seven = Conv($"{name}.branch7x7x3_2", Conv($"{name}.branch7x7x3_1", x, 768, 192), 192, 192, 1, 7);
        seven = Halving($"{name}.branch7x7x3_4", Conv($"{name}.branch7x7x3_3", seven, 192, 192, 7, 1), 192, 192);
        return Join(name, three, seven, b.MaxPool($"{name}.branch_pool", x, 3, 2));
    }

    /// <summary>At 8 x 8: 1 x 1; 1 x 3 beside 3 x 1, after 1 x 1 and after 3 x 3; mean and 1 x 1.</summary>
    public int E(string name, int x, int inputs)
    {
        int one = Conv($"{name}.branch1x1", x, inputs, 320);
        int three = Conv($"{name}.branch3x3_1", x, inputs, 384);
        int rows = Conv($"{name}.branch3x3_2a", three, 384, 384, 1, 3), columns = Conv($"{name}.branch3x3_2b", three, 384, 384, 3, 1);
        three = Join($"{name}.branch3x3", rows, columns);
        int twice = Conv($"{name}.branch3x3dbl_2", Conv($"{name}.branch3x3dbl_1", x, inputs, 448), 448, 384, 3, 3);
        rows = Conv($"{name}.branch3x3dbl_3a", twice, 384, 384, 1, 3);
        columns = Conv($"{name}.branch3x3dbl_3b", twice, 384, 384, 3, 1);
        return Join(name, one, three, Join($"{name}.branch3x3dbl", rows, columns), Pooled(name, x, inputs, 192));
    }

    /// <summary>The mean of 3 x 3 positions, padding counted as zeros, and a 1 x 1 convolution.</summary>
    private int Pooled(string name, int x, int inputs, int outputs)
    {
        int mean = b.Add($"{name}.avg_pool", new AveragePool(Window.Square(3, 1, 1), CountsPadding: true), x);
        return Conv($"{name}.branch_pool", mean, inputs, outputs);
    }

    private int Join(string name, params ReadOnlySpan<int> branches) => b.Add($"{name}.concat", new Concat(1), branches);

    /// <summary>A convolution that keeps the map's size.</summary>
    private int Conv(string name, int x, int inputs, int outputs, int height = 1, int width = 1) =>
        Normed(name, x, inputs, outputs, new Window(new(height, 1, height / 2, height / 2), new(width, 1, width / 2, width / 2)));

    private int Halving(string name, int x, int inputs, int outputs) => Normed(name, x, inputs, outputs, Window.Square(3, 2));

    private int Normed(string name, int x, int inputs, int outputs, Window window)
    {
        int y = b.Conv($"{name}.conv", x, inputs, outputs, window, bias: false);
        return b.Relu($"{name}.relu", b.Norm($"{name}.bn", y, outputs, epsilon: 1e-3f));
    }
}
