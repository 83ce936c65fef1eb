namespace NetInsight.Tests.Models;

/// <summary>
/// Gradients of whole ConvNeXt, ViT and Swin networks against differences of their forward pass, which equals torchvision's.
/// </summary>
public sealed class TransformerGradientTests
{
    private const int Class = 3;

    [Theory]
    [MemberData(nameof(SmallTransformer.Names), MemberType = typeof(SmallTransformer))]
    public void The_gradient_equals_differences_along_directions(string name)
    {
        SmallTransformer small = SmallTransformer.Of(name);
        using Model model = small.Load(precision: Precision.Exact);
        Tensor input = small.Images(1);
        float[] g = model.Gradient(input, Target.Class(Class)).AsSpan().ToArray();
        int patch = input.Shape[3] / 4;
        List<float[]> directions = [g];
        for (int k = 0; k < 4; k++)
        {
            float[] random = HashFill.Uniform($"direction.{k}", input.Shape, -1, 1).AsSpan().ToArray();
            directions.Add([.. random.Select(MathF.Sign).Select(sign => (float)sign)]);             // all elements, either sign
            directions.Add([.. g.Zip(random, (slope, sign) => sign > 0 ? slope : 0)]);              // half of the elements
            directions.Add([.. g.Select((slope, i) =>                                               // one patch of the diagonal
                i / input.Shape[3] % input.Shape[2] / patch == k && i % input.Shape[3] / patch == k ? slope : 0)]);
        }

        double length = Length(g);
        foreach (float[] direction in directions)
        {
            double norm = Length(direction), expected = SlopeOf(model, input, direction, 0.01 / (length * norm)) / norm;
            double actual = g.Zip(direction, (a, b) => (double)a * b).Sum() / norm;
            Assert.True(
                Math.Abs(expected - actual) <= Tolerances.NetworkGradient * length,
                $"{expected:G6} by differences, {actual:G6} by the gradient of length {length:G6}");
        }
    }

    [Theory]
    [MemberData(nameof(SmallTransformer.Names), MemberType = typeof(SmallTransformer))]
    public void The_gradient_equals_differences_of_single_elements(string name)
    {
        SmallTransformer small = SmallTransformer.Of(name);
        using Model model = small.Load(precision: Precision.Exact);
        Tensor input = small.Images(1);
        float[] g = model.Gradient(input, Target.Class(Class)).AsSpan().ToArray();
        double largest = g.Max(Math.Abs), length = Length(g);
        int[] top = [.. Enumerable.Range(0, g.Length).OrderByDescending(i => Math.Abs(g[i])).Take(4)];
        foreach (int element in top.Concat(Enumerable.Range(1, 8).Select(i => i * g.Length / 9)))
        {
            float[] direction = new float[g.Length];
            direction[element] = 1;
            double expected = SlopeOf(model, input, direction, 0.01 / length);
            Assert.True(
                Math.Abs(expected - g[element]) <= 2 * Tolerances.NetworkGradient * largest,
                $"element {element}: {expected:G6} by differences, {g[element]:G6} by the gradient, the largest {largest:G6}");
        }
    }

    /// <summary>The derivative of the logit along a direction, by differences of fourth order.</summary>
    private static double SlopeOf(Model model, Tensor input, float[] direction, double step)
    {
        double[] values = [.. new[] { -2, -1, 1, 2 }.Select(multiple => (double)model.Logits(Moved(multiple * step))[0, Class])];
        return (8 * (values[2] - values[1]) - (values[3] - values[0])) / (12 * step);

        Tensor Moved(double by) =>
            new(input.Shape, [.. input.AsSpan().ToArray().Zip(direction, (x, along) => (float)(x + by * along))]);
    }

    private static double Length(float[] vector) => Math.Sqrt(vector.Sum(value => (double)value * value));
}
