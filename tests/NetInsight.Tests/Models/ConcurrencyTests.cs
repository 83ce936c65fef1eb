using System.Diagnostics;

namespace NetInsight.Tests.Models;

/// <summary>Threads and cancellation, on a network large enough to be interrupted (the demo architecture's kind, filled by name).</summary>
public sealed class ConcurrencyTests
{
    private static readonly Tensor Picture = HashFill.Image("zoo.input", 1, 224);

    [Fact]
    public void Eight_threads_on_one_model_give_the_bits_of_one()
    {
        using Model model = Architectures.SqueezeNet11(HashFill.Weights);
        using Model single = Architectures.SqueezeNet11(HashFill.Weights, new ModelOptions { Parallelism = 1 });
        float[] expected = single.Logits(Picture).AsSpan().ToArray();
        float[][] results = new float[8][];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(index => new Thread(() =>
        {
            for (int run = 0; run < 3; run++)
                results[index] = model.Logits(Picture).AsSpan().ToArray();
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void More_threads_give_the_same_bits(int threads)
    {
        using Model one = Architectures.ResNet18(HashFill.Weights, new ModelOptions { Parallelism = 1 });
        using Model many = Architectures.ResNet18(HashFill.Weights, new ModelOptions { Parallelism = threads });
        Assert.Equal(one.Logits(Picture).AsSpan(), many.Logits(Picture).AsSpan());
    }

    [Fact]
    public void A_run_ends_soon_after_it_is_cancelled_and_the_model_stays_usable()
    {
        using Model model = Architectures.Vgg16(HashFill.Weights);
        float[] before = model.Logits(Picture).AsSpan().ToArray();
        Tensor batch = HashFill.Image("zoo.input", 8, 224);
        double[] latencies = [.. new[] { 30, 120, 300, 500, 700 }.Select(delay => Latency(model, batch, delay)).Order()];
        Assert.True(latencies[2] < 200, $"milliseconds from cancellation to return: {string.Join(", ", latencies.Select(latency => $"{latency:0}"))}");
        Assert.Equal(before, model.Logits(Picture).AsSpan());
    }

    [Fact]
    public void Occlusion_can_be_cancelled_between_positions_and_before_it_begins()
    {
        using Model model = Architectures.SqueezeNet11(HashFill.Weights);
        using CancellationTokenSource source = new();
        int reports = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Occlusion.Compute(
            model, Picture, new OcclusionOptions { Window = new OcclusionWindow(32, 32), BatchSize = 4 }, new Callback(() => CancelAfter(++reports)), source.Token));
        Assert.InRange(reports, 1, 2);
        Assert.ThrowsAny<OperationCanceledException>(() => Occlusion.Compute(model, Picture, cancellationToken: source.Token));
        Assert.Equal(1000, model.Logits(Picture).Count);

        void CancelAfter(int report)
        {
            if (report == 1)
                source.Cancel();
        }
    }

    /// <summary>Milliseconds from cancelling a run of eight pictures to its end; the median of several is judged, since machines are shared.</summary>
    private static double Latency(Model model, Tensor batch, int delay)
    {
        using CancellationTokenSource source = new();
        long cancelled = 0;
        using CancellationTokenRegistration registration = source.Token.Register(() => cancelled = Stopwatch.GetTimestamp());
        source.CancelAfter(delay);
        Assert.ThrowsAny<OperationCanceledException>(() => model.Logits(batch, cancellationToken: source.Token));
        return Stopwatch.GetElapsedTime(cancelled).TotalMilliseconds;
    }

    private sealed class Callback(Action action) : IProgress<Progress>
    {
        public void Report(Progress value) => action();
    }
}
