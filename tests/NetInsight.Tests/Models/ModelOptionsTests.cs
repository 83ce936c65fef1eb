namespace NetInsight.Tests.Models;

public sealed class ModelOptionsTests
{
    [Fact]
    public void Options_are_checked_where_they_are_written()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelOptions { Parallelism = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelOptions { Precision = (Precision)2 });
    }

    [Fact]
    public void A_model_reports_how_many_threads_it_uses()
    {
        using Model one = Architectures.SqueezeNet11(Zeros, new ModelOptions { Parallelism = 1 });
        using Model usual = Architectures.SqueezeNet11(Zeros);
        Assert.Equal(1, one.Parallelism);
        Assert.Equal(new ModelOptions().Parallelism, usual.Parallelism);
    }

    /// <summary>
    /// Winograd rounds otherwise than sums in order: that the bits differ shows that the option takes effect, that they nearly agree that
    /// both are right.
    /// </summary>
    [Fact]
    public void Exact_arithmetic_reaches_the_convolutions()
    {
        Weights weights = Weights.Generate((name, shape) => HashFill.Uniform(name, shape, -0.1f, 0.1f));
        using Model fast = Architectures.SqueezeNet11(weights);
        using Model exact = Architectures.SqueezeNet11(weights, new ModelOptions { Precision = Precision.Exact });
        Tensor image = HashFill.Image("options", 1, 224);
        Tensor quick = fast.Logits(image), sums = exact.Logits(image);
        Assert.False(quick.AsSpan().SequenceEqual(sums.AsSpan()));
        Near.Relative(sums, quick, Tolerances.OnnxRuntime);
    }

    private static Weights Zeros => Weights.Generate((_, shape) => new Tensor(shape));
}
