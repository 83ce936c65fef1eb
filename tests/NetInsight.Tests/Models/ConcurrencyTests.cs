namespace NetInsight.Tests.Models;

/// <summary>Threads and cancellation, on a network large enough to be interrupted (the demo architecture's kind, filled by name).</summary>
public sealed class ConcurrencyTests
{
    private static readonly Tensor Image = HashFill.Image("zoo.input", 1, 224);

    [Fact]
    public void Eight_threads_on_one_model_give_the_bits_of_one()
    {
        using Model model = Architectures.SqueezeNet11(HashFill.Weights);
        using Model single = Architectures.SqueezeNet11(HashFill.Weights, new ModelOptions { Parallelism = 1 });
        float[] expected = single.Logits(Image).AsSpan().ToArray();
        float[][] results = new float[8][];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(index => new Thread(() =>
        {
            for (int run = 0; run < 3; run++)
                results[index] = model.Logits(Image).AsSpan().ToArray();
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
        Assert.Equal(one.Logits(Image).AsSpan(), many.Logits(Image).AsSpan());
    }

    [Fact]
    public void A_cancelled_run_begins_no_further_layer_and_the_model_stays_usable()
    {
        using Model model = Architectures.Vgg16(HashFill.Weights);
        float[] before = model.Logits(Image).AsSpan().ToArray();
        Tensor batch = HashFill.Image("zoo.input", 8, 224);
        foreach (int delay in new[] { 0, 30, 120, 300 })
        {
            using CancellationTokenSource source = new(delay);
            int late = 0;
            Hook[] hooks = [.. model.Layers.Select(layer => Hook.See(layer.Name, _ => late += source.IsCancellationRequested ? 1 : 0))];
            Assert.ThrowsAny<OperationCanceledException>(() => RunForever(hooks, source.Token));
            Assert.InRange(late, 0, 1);         // the layer that ended at that moment
        }

        Assert.Equal(before, model.Logits(Image).AsSpan());

        void RunForever(Hook[] hooks, CancellationToken token)
        {
            while (true)
                model.Logits(batch, hooks, token);
        }
    }

    [Fact]
    public void Occlusion_can_be_cancelled_between_positions_and_before_it_begins()
    {
        using Model model = Architectures.SqueezeNet11(HashFill.Weights);
        using CancellationTokenSource source = new();
        int reports = 0;
        OcclusionOptions options = new() { Window = new OcclusionWindow(32, 32), BatchSize = 4 };
        Callback progress = new(() => CancelAfter(++reports));
        Assert.ThrowsAny<OperationCanceledException>(() => Occlusion.Compute(model, Image, null, options, progress, source.Token));
        Assert.InRange(reports, 1, 2);
        Assert.ThrowsAny<OperationCanceledException>(() => Occlusion.Compute(model, Image, cancellationToken: source.Token));
        Assert.Equal(1000, model.Logits(Image).Count);

        void CancelAfter(int report)
        {
            if (report == 1)
                source.Cancel();
        }
    }

    private sealed class Callback(Action action) : IProgress<Progress>
    {
        public void Report(Progress value) => action();
    }
}
