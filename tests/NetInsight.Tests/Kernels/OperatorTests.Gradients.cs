using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels;

/// <summary>
/// The gradient rule of an operator against central differences of its definition in doubles, on the same cases: for each input that has a
/// gradient, the derivative of sum(dy * y) by some of its elements.
/// </summary>
/// <remarks>
/// Values are distinct and no multiples of 1/64, so that none lies at a kink or ties with another; where two steps give different slopes
/// all the same, the element is left out.
/// </remarks>
public abstract partial class OperatorTests
{
    private const double Step = 1e-5;

    private const int MostElements = 24;

    /// <summary>Products and elements that the differences of one input may take.</summary>
    private const long MostWork = 100_000;

    /// <summary>Whether the rule is the derivative of the definition; not so for straight-through estimators.</summary>
    private protected virtual bool IsDerivative(Operator op) => true;

    /// <summary>Relative to the largest magnitude of the gradient.</summary>
    private protected virtual double GradientToleranceOf(Operator op) => Tolerances.Gradient;

    /// <summary>
    /// The magnitude of what the gradient of an input sums, where terms may cancel and leave a small gradient with the rounding of large
    /// ones; 0 where the gradient's own magnitude counts.
    /// </summary>
    private protected virtual double GradientSummedBy(Operator op, Tensor[] inputs, Tensor dy, int input) => 0;

    [Fact]
    public void Its_gradient_equals_differences_of_its_definition() => SampleGradients(
        (op, inputs, dy) =>
        {
            List<Dictionary<int, Tensor>> results = [OneNodeGradient.Run(op, inputs, dy), OneNodeGradient.RunPacked(op, inputs, dy)];
            if (OneNodeGradient.CanBeNhwc(inputs[0].Shape))
                results.Add(OneNodeGradient.RunNhwc(op, inputs, dy));
            return results;
        },
        GradientToleranceOf,
        Math.Max(Samples / 4, 10),
        int.MaxValue);

    [Fact]
    public void Its_gradient_has_the_same_bits_with_1_and_3_threads() => Sample(
        (op, inputs) =>
        {
            if (OneNodeGradient.InputsOf(op, inputs.Length).Length == 0)
                return;
            Tensor dy = Inputs.Rounded(op.Infer([.. inputs.Select(input => input.Shape)]), 5);
            AssertSame(OneNodeGradient.Run(op, inputs, dy), OneNodeGradient.Run(op, inputs, dy, threads: 3));
            AssertSame(OneNodeGradient.RunPacked(op, inputs, dy), OneNodeGradient.RunPacked(op, inputs, dy, threads: 3));
        },
        Math.Max(Samples / 8, 6));

    [Fact]
    public void Its_gradient_equals_differences_on_the_simulator() => SampleGradientsOn("simulator", 4, MaxElementsSimulated / 4);

    [Fact]
    public void Its_gradient_equals_differences_on_OpenCL() => SampleGradientsOn("opencl", Math.Clamp(Samples / 12, 5, 20), int.MaxValue);

    [Fact]
    public void Its_gradient_equals_differences_on_CUDA() => SampleGradientsOn("cuda", Math.Max(Samples / 4, 10), int.MaxValue);

    private void SampleGradientsOn(string kind, int samples, int maxElements)
    {
        GpuContext gpu = Gpus.Require(kind);
        SampleGradients((op, inputs, dy) => OneNodeGradient.RunOn(gpu, op, inputs, dy), _ => Tolerances.Device, samples, maxElements);
    }

    private void SampleGradients(
        Func<Operator, Tensor[], Tensor, List<Dictionary<int, Tensor>>> run,
        Func<Operator, double> toleranceOf,
        int samples,
        int maxElements) =>
        Sample(
            (op, exact) =>
            {
                int[] differentiated = OneNodeGradient.InputsOf(op, exact.Length);
                if (differentiated.Length == 0 || !IsDerivative(op) || IsLarge(op, exact, maxElements))
                    return;
                Tensor[] inputs = [.. exact.Select((input, index) => differentiated.Contains(index) ? Distinct(op, input, index) : input)];
                Tensor dy = Inputs.Rounded(op.Infer([.. inputs.Select(input => input.Shape)]), 7);
                List<Dictionary<int, Tensor>> results = run(op, inputs, dy);
                foreach (int input in differentiated)
                {
                    Tensor[] actual = [.. results.Where(result => result.ContainsKey(input)).Select(result => result[input])];
                    AssertGradient(op, inputs, dy, input, actual, toleranceOf(op));
                }
            },
            samples);

    private void AssertGradient(Operator op, Tensor[] inputs, Tensor dy, int input, Tensor[] actual, double tolerance)
    {
        Assert.All(actual, gradient => Assert.Equal(inputs[input].Shape, gradient.Shape));
        int count = inputs[input].Count;
        if (count == 0)
            return;
        DoubleTensor[] x = Array.ConvertAll(inputs, DoubleTensor.Of);
        double[] weights = Array.ConvertAll(dy.AsSpan().ToArray(), value => (double)value);
        double largest = GradientSummedBy(op, inputs, dy, input);
        List<(int Element, double Wide, double Slope)> expected = [];
        Random random = new(count);
        long work = op.MultiplyAdds([.. inputs.Select(one => one.Shape)]) + inputs.Sum(one => (long)one.Count) + dy.Count;
        int elements = (int)Math.Clamp(MostWork / work, 2, MostElements);
        int[] chosen = count <= elements
            ? [.. Enumerable.Range(0, count)]
            : [.. Enumerable.Range(0, elements).Select(_ => random.Next(count))];
        foreach (int element in chosen)
        {
            expected.Add((element, Slope(element, Step), Slope(element, Step / 2)));
        }

        foreach (Tensor gradient in actual)
        {
            foreach (float value in gradient.AsSpan())
                largest = Math.Max(largest, float.IsFinite(value) ? Math.Abs(value) : 0);
        }

        largest = Math.Max(largest, expected.Select(one => Math.Abs(one.Slope)).DefaultIfEmpty(0).Max());
        foreach ((int element, double wide, double slope) in expected)
        {
            if (!(Math.Abs(wide - slope) <= 0.2 * tolerance * largest))         // a kink within a step, or no finite sum
                continue;
            foreach (Tensor gradient in actual)
            {
                float got = gradient.AsSpan()[element];
                if (!(Math.Abs(got - slope) <= tolerance * largest + 1e-9))
                    Assert.Fail($"{op}: input {input} of {inputs[input].Shape}, element {element}: expected {slope:G9}, got {got:G9}");
            }
        }

        double Slope(int element, double step)
        {
            double own = x[input].Values[element];
            x[input].Values[element] = own + step;
            double right = Value();
            x[input].Values[element] = own - step;
            double left = Value();
            x[input].Values[element] = own;
            return (right - left) / (2 * step);
        }

        double Value() => Define(op, x).Values.Zip(weights, (value, weight) => value * weight).Sum();
    }

    /// <summary>Values over the input's range, no two alike, in random order.</summary>
    private Tensor Distinct(Operator op, Tensor exact, int input)
    {
        (int low, int high) = RangeOf(op, input);
        Tensor distinct = new(exact.Shape);
        int[] order = [.. Enumerable.Range(0, exact.Count)];
        new Random(exact.Count + input).Shuffle(order);
        for (int i = 0; i < order.Length; i++)
            distinct.AsSpan()[i] = (float)((low + (high - low) * (order[i] + 0.3719 + 0.1113 * input) / order.Length) / 64);
        return distinct;
    }

    private static void AssertSame(Dictionary<int, Tensor> expected, Dictionary<int, Tensor> actual)
    {
        foreach ((int input, Tensor gradient) in expected)
            Assert.Equal(gradient.AsSpan(), actual[input].AsSpan());
    }
}
