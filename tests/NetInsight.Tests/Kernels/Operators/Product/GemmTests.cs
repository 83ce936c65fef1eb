using CsCheck;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.Tests.Kernels.Operators.Product;

public sealed class GemmTests : OperatorTests
{
    private protected override int Samples => 100;

    private protected override Gen<Case> Cases =>
        from size in Sizes
        from m in Gen.Int[size.Rows.From, size.Rows.To]
        from k in Gen.Int[size.Depth.From, size.Depth.To]
        from n in Gen.Int[1, size.Columns]
        from alpha in Gen.OneOf(1f, 1f, 0.5f, -2f)
        from beta in Gen.OneOf(1f, 0f, 0.25f)
        from transposesA in Gen.Bool
        from transposesB in Gen.Bool
        from bias in Gen.OneOf<Func<int, int, Shape?>>(
            (_, _) => null, (_, _) => default(Shape), (_, _) => new Shape(1), (_, n) => new Shape(n),
            (m, _) => new Shape(m, 1), (_, n) => new Shape(1, n),
            (m, n) => new Shape(m, n))
        select Of(new Gemm(alpha, beta, transposesA, transposesB), m, k, n, bias(m, n));

    /// <summary>
    /// Small sizes, and sometimes one that is longer or deeper than a block of <see cref="Sgemm"/> or of <see cref="SgemmTransposedB"/>, or
    /// empty.
    /// </summary>
    private static Gen<((int From, int To) Rows, (int From, int To) Depth, int Columns)> Sizes => Gen.Frequency(
        (12, Gen.Const(((1, 20), (1, 40), 70))), (1, Gen.Const(((0, 0), (1, 9), 9))), (1, Gen.Const(((1, 9), (0, 0), 40))),
        (1, Gen.Const(((95, 120), (1, 20), 30))),
        (1, Gen.Const(((1, 4), (380, 800), 40))), (1, Gen.Const(((97, 100), (385, 400), 5))), (1, Gen.Const(((1, 5), (1020, 1100), 9))));

    private static Case Of(Gemm gemm, int m, int k, int n, Shape? bias)
    {
        Shape a = gemm.TransposesA ? new Shape(k, m) : new Shape(m, k), b = gemm.TransposesB ? new Shape(n, k) : new Shape(k, n);
        return bias is { } c ? new Case(gemm, a, b, c) : new Case(gemm, a, b);
    }

    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x) => Define((Gemm)op, x);

    internal static DoubleTensor Define(Gemm gemm, params DoubleTensor[] x)
    {
        (int m, int k) = gemm.TransposesA ? (x[0].Shape[1], x[0].Shape[0]) : (x[0].Shape[0], x[0].Shape[1]);
        int n = x[1].Shape[gemm.TransposesB ? 0 : 1];
        DoubleTensor? c = x.Length > 2 ? x[2].Reshape(x[2].Shape.Expand(2)) : null;
        return DoubleTensor.Make(new Shape(m, n), at =>
        {
            (int i, int j) = (at[0], at[1]);
            double sum = 0;
            for (int p = 0; p < k; p++)
                sum += (gemm.TransposesA ? x[0][p, i] : x[0][i, p]) * (gemm.TransposesB ? x[1][j, p] : x[1][p, j]);
            return gemm.Alpha * sum + (c is null ? 0 : gemm.Beta * c[c.Shape[0] == 1 ? 0 : i, c.Shape[1] == 1 ? 0 : j]);
        });
    }
}
