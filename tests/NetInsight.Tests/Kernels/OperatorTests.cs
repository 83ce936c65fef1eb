using CsCheck;

namespace NetInsight.Tests.Kernels;

/// <summary>
/// An operator is what its summary says: the formula, restated slowly in doubles, against the engine in every <see cref="Form"/>. Inputs are
/// multiples of 1/64 in [-1, 1], so that sums of up to 4096 products are exact in floats.
/// </summary>
public abstract class OperatorTests
{
    private protected abstract Gen<Case> Cases { get; }

    private protected virtual int Samples => 300;

    private protected virtual double Tolerance => Tolerances.Exact;

    [Fact]
    public void The_engine_computes_the_definition_in_every_form() =>
        Gen.Select(Cases, Gen.UInt).Sample(Check, iter: Samples, threads: 1);

    /// <summary>The formula, on plain inputs; plain results.</summary>
    private protected abstract double[] Define(Case @case, double[][] x);

    /// <summary>Turns a multiple of 1/64 in [-1, 1] into one that input <paramref name="position"/> may hold.</summary>
    private protected virtual float Allow(int position, float x) => x;

    private void Check(Case @case, uint seed)
    {
        Tensor[] inputs = [.. @case.Inputs.Select((shape, i) => Sixtyfourths.Tensor(shape, seed + (uint)i, x => Allow(i, x)))];
        double[] defined = Define(@case, [.. inputs.Select(input => input.AsSpan().ToArray().Select(x => (double)x).ToArray())]);
        Tensor? first = null;
        foreach (Form form in Form.All)
        {
            Tensor result = form.Run(@case.Operator, inputs);
            Assert.Equal(@case.Operator.Infer(@case.Inputs), result.Shape);
            Near.Defined(defined, result.AsSpan(), Tolerance, form);
            Near.Bits((first ??= result).AsSpan(), result.AsSpan(), form);
        }
    }
}
