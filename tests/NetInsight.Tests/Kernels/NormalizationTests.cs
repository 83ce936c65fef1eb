using CsCheck;

namespace NetInsight.Tests.Kernels;

public sealed class BatchNormalizationTests : OperatorTests
{
    private protected override double Tolerance => Tolerances.Elementary;

    private protected override Gen<Case> Cases =>
        from shape in Some.Shape(2, 5)
        from channels in Gen.Int[1, 40]
        from epsilon in Some.Of(1e-5f, 1e-3f, 0.25f)
        let parameter = new Shape(channels)
        select new Case(new BatchNormalization(epsilon), shape.With(1, channels), parameter, parameter, parameter, parameter);

    /// <summary>Variances are positive.</summary>
    private protected override float Allow(int position, float x) => position == 4 ? Math.Abs(x) + 0.25f : x;

    private protected override double[] Define(Case @case, double[][] x) => Slow.Fill(@case.Inputs[0], at =>
    {
        int c = at[1];
        double deviation = Math.Sqrt(x[4][c] + ((BatchNormalization)@case.Operator).Epsilon);
        return x[1][c] * (x[0].At(@case.Inputs[0], at) - x[3][c]) / deviation + x[2][c];
    });
}

public sealed class LrnTests : OperatorTests
{
    private protected override double Tolerance => Tolerances.Elementary;

    private protected override Gen<Case> Cases =>
        from shape in Some.Shape(3, 4)
        from channels in Gen.Int[1, 40]
        from size in Gen.Int[1, 5]
        from alpha in Some.Of(1e-4f, 0.5f, 2)
        from beta in Some.Of(0.75f, 0.5f, 1, 0.3f)
        from bias in Some.Of(1f, 2, 0.5f)
        select new Case(new Lrn(size, alpha, beta, bias), shape.With(1, channels));

    private protected override double[] Define(Case @case, double[][] x)
    {
        Lrn lrn = (Lrn)@case.Operator;
        Shape shape = @case.Inputs[0];
        return Slow.Fill(shape, at =>
        {
            double sum = 0;
            int first = at[1] - (int)Math.Floor((lrn.Size - 1) / 2.0), last = at[1] + (int)Math.Ceiling((lrn.Size - 1) / 2.0);
            for (int k = Math.Max(first, 0); k <= Math.Min(last, shape[1] - 1); k++)
            {
                int[] neighbour = [.. at];
                neighbour[1] = k;
                sum += Math.Pow(x[0].At(shape, neighbour), 2);
            }

            return x[0].At(shape, at) / Math.Pow(lrn.Bias + (double)lrn.Alpha / lrn.Size * sum, lrn.Beta);
        });
    }
}

public sealed class SoftmaxTests : OperatorTests
{
    private protected override double Tolerance => Tolerances.Elementary;

    private protected override Gen<Case> Cases =>
        from shape in Some.Shape(1, 5)
        from axis in Gen.Int[-shape.Rank, shape.Rank - 1]
        from isJoint in Gen.Bool
        from isLogarithm in Gen.Bool
        select new Case(new Softmax(axis, isJoint, isLogarithm), shape);

    private protected override float Allow(int position, float x) => 16 * x;

    private protected override double[] Define(Case @case, double[][] x)
    {
        Softmax softmax = (Softmax)@case.Operator;
        Shape shape = @case.Inputs[0];
        int axis = softmax.Axis < 0 ? softmax.Axis + shape.Rank : softmax.Axis;
        ILookup<string, int[]> together = Slow.Places(shape).ToLookup(Line);
        return Slow.Fill(shape, at =>
        {
            double sum = together[Line(at)].Sum(other => Math.Exp(x[0].At(shape, other)));
            return softmax.Logarithm ? x[0].At(shape, at) - Math.Log(sum) : Math.Exp(x[0].At(shape, at)) / sum;
        });

        string Line(int[] at) => string.Join(' ', at.Where((_, i) => softmax.Joint ? i < axis : i != axis));
    }
}
