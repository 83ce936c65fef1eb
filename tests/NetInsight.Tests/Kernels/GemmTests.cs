using CsCheck;

namespace NetInsight.Tests.Kernels;

public sealed class GemmTests : OperatorTests
{
    private static readonly float[] Factors = [1, 0.5f, -2, 0.25f, 0];

    private protected override Gen<Case> Cases => Gen.Frequency(
        (8, Of(Gen.Int[0, 12], Gen.Int[0, 20], Gen.Int[0, 70])), (1, Of(Gen.Int[90, 200], Gen.Int[1, 20], Gen.Int[1, 40])),
        (1, Of(Gen.Int[1, 4], Gen.Int[380, 800], Gen.Int[1, 70])));

    private protected override double[] Define(Case @case, double[][] x)
    {
        Gemm gemm = (Gemm)@case.Operator;
        Shape a = @case.Inputs[0], b = @case.Inputs[1], bias = @case.Inputs.Length > 2 ? @case.Inputs[2].Expand(2) : default;
        int rows = gemm.TransposesA ? a[1] : a[0], depth = gemm.TransposesA ? a[0] : a[1], columns = gemm.TransposesB ? b[0] : b[1];
        return Slow.Fill(new Shape(rows, columns), at =>
        {
            double sum = 0;
            for (int k = 0; k < depth; k++)
                sum += (gemm.TransposesA ? x[0].At(a, k, at[0]) : x[0].At(a, at[0], k)) * (gemm.TransposesB ? x[1].At(b, at[1], k) : x[1].At(b, k, at[1]));
            double shift = x.Length > 2 ? x[2].At(bias, bias[0] == 1 ? 0 : at[0], bias[1] == 1 ? 0 : at[1]) : 0;
            return gemm.Alpha * sum + gemm.Beta * shift;
        });
    }

    /// <summary>Products of these sizes, with a bias of every shape that broadcasts, or none.</summary>
    private static Gen<Case> Of(Gen<int> rows, Gen<int> depths, Gen<int> columns) =>
        from m in rows
        from k in depths
        from n in columns
        from alpha in Some.Of(Factors)
        from beta in Some.Of(Factors)
        from transposesA in Gen.Bool
        from transposesB in Gen.Bool
        from bias in Some.Of<Shape?>(null, new Shape(), new Shape(1), new Shape(n), new Shape(1, n), new Shape(m, 1), new Shape(m, n), new Shape(1, 1))
        let a = transposesA ? new Shape(k, m) : new Shape(m, k)
        let b = transposesB ? new Shape(n, k) : new Shape(k, n)
        let gemm = new Gemm(alpha, beta, transposesA, transposesB)
        select bias is { } shape ? new Case(gemm, a, b, shape) : new Case(gemm, a, b);
}
