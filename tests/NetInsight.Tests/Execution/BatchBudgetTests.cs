using System.Diagnostics;
using NetInsight.Execution.Running;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Tensors;
using NetInsight.Tests.Attribution;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Execution;

public sealed class BatchBudgetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batches_wait_for_bytes_and_for_their_number_first_come_first_served()
    {
        BatchBudget budget = new(mostBatches: 3);
        BatchPlace first = budget.Enter(60, 100, Token), second = budget.Enter(40, 100, Token);
        Task<BatchPlace> third = Enter(budget, 50, 100);
        await Until(budget, held: 2, waiting: 1);
        Task<BatchPlace> fourth = Enter(budget, 1, 1000);
        await Until(budget, held: 2, waiting: 2);       // the fourth would fit, but comes after the third
        first.Dispose();
        await Until(budget, held: 3, waiting: 0);       // 40 + 50 + 1
        Task<BatchPlace> fifth = Enter(budget, 1, 1000);
        await Until(budget, held: 3, waiting: 1);       // three are the most
        second.Dispose();
        (await fifth).Dispose();
        (await third).Dispose();
        (await third).Dispose();                        // does nothing
        (await fourth).Dispose();
        Assert.Equal((0, 0), budget.Count);
    }

    /// <summary>Batches of many sizes leave buffers of each: kept is what the largest batch holds, with as much again.</summary>
    [Fact]
    public void Memory_that_has_grown_beyond_twice_the_largest_batch_is_not_kept()
    {
        const int Megabyte = 1 << 20;
        BatchBudget budget = new(mostBatches: 3);
        budget.Open();
        Arena kept = Use(4), second = Use(3);
        Assert.Same(kept, second);
        Assert.InRange(kept.Bytes, 7 * Megabyte, 8 * Megabyte);
        Arena third = Use(2);
        Assert.Same(kept, third);                       // 4 + 3 + 2 > 2 x 4: dropped with this batch
        Assert.NotSame(kept, Use(4));
        budget.Close();

        Arena Use(int megabytes)
        {
            using BatchPlace place = budget.Enter(megabytes * Megabyte, long.MaxValue, Token);
            place.Arena.Return(place.Arena.Rent(megabytes * Megabyte / sizeof(float)));
            return place.Arena;
        }
    }

    [Fact]
    public void A_batch_beyond_the_budget_enters_alone()
    {
        BatchBudget budget = new(mostBatches: 3);
        budget.Enter(long.MaxValue, 1, Token).Dispose();
        budget.Enter(long.MaxValue, 1, Token).Dispose();
        Assert.Equal((0, 0), budget.Count);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_at_once_and_lets_those_behind_it_pass()
    {
        BatchBudget budget = new(mostBatches: 3);
        using CancellationTokenSource source = new();
        BatchPlace first = budget.Enter(60, 100, Token);
        Task<BatchPlace> large = Task.Run(() => budget.Enter(50, 100, source.Token), Token);
        await Until(budget, held: 1, waiting: 1);
        Task<BatchPlace> small = Enter(budget, 10, 100);
        await Until(budget, held: 1, waiting: 2);
        long start = Stopwatch.GetTimestamp();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        (await small).Dispose();
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
        first.Dispose();
        Assert.Equal((0, 0), budget.Count);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            using BatchPlace held = budget.Enter(1, 1, Token);
            await Task.Run(() => budget.Enter(1, 1, source.Token), Token);      // cancelled before it waits
        });
        Assert.Equal((0, 0), budget.Count);
    }

    [Fact]
    public void Memory_is_reused_until_the_last_sequence_ends()
    {
        BatchBudget budget = new(mostBatches: 3);
        budget.Open();
        budget.Open();
        BatchPlace place = budget.Enter(1, 1, Token);
        object arena = place.Arena;
        place.Dispose();
        budget.Close();
        using (BatchPlace again = budget.Enter(1, 1, Token))
            Assert.Same(arena, again.Arena);
        budget.Close();
        using (BatchPlace fresh = budget.Enter(1, 1, Token))
            Assert.NotSame(arena, fresh.Arena);
    }

    [Fact]
    public void Occlusions_at_once_have_the_bits_of_one()
    {
        using Model model = Architectures.CifarResNet(20, HashFill.Weights);
        OcclusionOptions options = new() { Window = new OcclusionWindow(4, 2), BatchSize = 8, MemoryBudget = 1 };
        Tensor[] inputs = [.. Enumerable.Range(0, 8).Select(i => HashFill.Image($"budget.{i}", 1, 32))];
        OcclusionMap[] alone = [.. inputs.Select(input => Occlusion.Compute(model, input, options: options, cancellationToken: Token))];
        OcclusionMap[] together = new OcclusionMap[inputs.Length];
        Thread[] threads = [.. inputs.Select((input, i) => new Thread(() => together[i] = Occlusion.Compute(model, input, null, options)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        for (int i = 0; i < inputs.Length; i++)
        {
            OcclusionGrid expected = alone[i].Grids[0], grid = together[i].Grids[0];
            for (int position = 0; position < grid.Rows * grid.Columns; position++)
            {
                (int row, int column) = (position / grid.Columns, position % grid.Columns);
                for (int k = 0; k < model.ClassCount; k++)
                    Assert.Equal(expected.Logit(row, column, k), grid.Logit(row, column, k));
            }
        }
    }

    [Fact]
    public async Task A_run_waits_until_it_fits_the_sequence()
    {
        using CpuRunner runner = new(1, Precision.Fast);
        GraphBuilder builder = new();
        int y = builder.Node("tanh", new Activation<Tanh>(), builder.Node("relu", new Activation<Relu>(), builder.Input("x")));
        Engine engine = new(builder.Build(y), runner, 1 << 20);
        using BatchSequence batches = new(runner.Batches, most: 1);
        BatchPlace other = runner.Batches.Enter(1, 1, Token);
        Task<Dictionary<int, Tensor>> waiting = Task.Run(
            () => engine.Run(
                [new Tensor(new Shape(1, 1), [1])], new HashSet<int> { y }, new HashSet<int>(), null, false, Token, batches),
            Token);
        await Until(runner.Batches, held: 1, waiting: 1);
        other.Dispose();
        Assert.Equal(MathF.Tanh(1), (await waiting)[y].AsSpan()[0], 1e-6f);
        Assert.Equal((0, 0), runner.Batches.Count);
        batches.Dispose();                              // twice does no harm
    }

    [Theory]
    [InlineData("gradients")]
    [InlineData("channels")]
    [InlineData("masks")]
    public void Attributions_at_once_have_the_bits_of_one(string technique)
    {
        using Model model = SmallNetworks.Color(12, 12);
        Tensor[] inputs = [.. Enumerable.Range(0, 4).Select(i => HashFill.Uniform($"budget.{i}", new Shape(1, 3, 12, 12), -1, 1))];
        Tensor[] alone = [.. inputs.Select(Compute)], together = new Tensor[inputs.Length];
        Thread[] threads = [.. inputs.Select((input, i) => new Thread(() => together[i] = Compute(input)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        for (int i = 0; i < inputs.Length; i++)
            Assert.Equal(alone[i].AsSpan(), together[i].AsSpan());

        // A budget of one byte: one batch at a time.
        Tensor Compute(Tensor input) => technique switch
        {
            "gradients" => SmoothGrad.Compute(
                model, input, options: new SmoothGradOptions { Samples = 6, BatchSize = 2, MemoryBudget = 1 }).Values,
            "channels" => AblationCam.Compute(model, input, options: new AblationCamOptions { BatchSize = 2, MemoryBudget = 1 }).Values,
            _ => Rise.Compute(model, input, options: new RiseOptions { Masks = 40, BatchSize = 4, MemoryBudget = 1 }).Values,
        };
    }

    private static Task<BatchPlace> Enter(BatchBudget budget, long bytes, long most) =>
        Task.Run(() => budget.Enter(bytes, most, Token), Token);

    private static async Task Until(BatchBudget budget, int held, int waiting)
    {
        long start = Stopwatch.GetTimestamp();
        while (budget.Count != (held, waiting) && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
            await Task.Delay(1, Token);
        Assert.Equal((held, waiting), budget.Count);
    }
}
