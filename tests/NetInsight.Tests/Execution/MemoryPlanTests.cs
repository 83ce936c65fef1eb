using CsCheck;
using NetInsight.Execution.Planning;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;

namespace NetInsight.Tests.Execution;

public sealed class MemoryPlanTests
{
    /// <summary>Steps that each make a map of some size, needed for some steps more.</summary>
    private static Gen<(int Size, int Life)[]> Lives => Gen.Select(Gen.Int[1, 5000], Gen.Int[0, 6]).Array[1, 30];

    [Fact]
    public void Maps_that_live_at_the_same_time_never_share_memory() => Lives.Sample(
        lives =>
        {
            MemoryPlan plan = Of(lives, 1 << 30);
            Assert.Single(plan.Slabs);
            CheckApart(lives, plan);
            long peak = Enumerable.Range(0, lives.Length).Max(step =>
                Enumerable.Range(0, step + 1).Where(slot => slot + lives[slot].Life >= step).Sum(slot => (long)Rounded(lives[slot].Size)));
            Assert.InRange(plan.Slabs[0], peak, lives.Sum(life => (long)Rounded(life.Size)));
        },
        iter: 500, threads: 1);

    [Fact]
    public void What_one_array_cannot_hold_goes_into_more() => Lives.Sample(
        lives =>
        {
            MemoryPlan plan = Of(lives, 8000);
            Assert.All(plan.Slabs, size => Assert.InRange(size, 1, 8000));
            CheckApart(lives, plan);
        },
        iter: 200, threads: 1);

    [Fact]
    public void A_chain_needs_two_maps()
    {
        MemoryPlan plan = Of([.. Enumerable.Repeat((Size: 160, Life: 1), 20)], 1 << 30);
        Assert.Equal([320], plan.Slabs);
    }

    private static MemoryPlan Of((int Size, int Life)[] lives, int mostFloats)
    {
        Step[] steps = [.. lives.Select((_, index) => new Step($"{index}", new Activation<Relu>(), [Math.Max(index - 1, 0)], index))];
        for (int index = 0; index < lives.Length; index++)
        {
            int end = index + lives[index].Life;
            if (end < steps.Length)
                steps[end].Releases = [.. steps[end].Releases, index];
        }

        return MemoryPlan.Of(steps, [.. lives.Select(life => new Slot(new Shape(life.Size), false))], mostFloats);
    }

    private static void CheckApart((int Size, int Life)[] lives, MemoryPlan plan)
    {
        for (int a = 0; a < lives.Length; a++)
        {
            for (int b = a + 1; b <= Math.Min(a + lives[a].Life, lives.Length - 1); b++)
            {
                ((int slabA, int startA), (int slabB, int startB)) = (plan.OffsetOf(a)!.Value, plan.OffsetOf(b)!.Value);
                bool isApart = slabA != slabB || startA + lives[a].Size <= startB || startB + lives[b].Size <= startA;
                Assert.True(isApart, $"maps {a} and {b} overlap");
            }
        }
    }

    private static int Rounded(int size) => (size + 15) / 16 * 16;
}
