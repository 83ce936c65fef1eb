using NetInsight.Execution.Planning;
using NetInsight.Execution.Running;

namespace NetInsight.Tests.Execution;

public sealed class PlanCacheTests
{
    [Fact]
    public void The_plan_used_longest_ago_is_dropped_first()
    {
        PlanCache cache = new();
        for (int i = 0; i < PlanCache.MostPlans; i++)
            cache.Keep($"{i}", "values", Made(1));
        Assert.NotNull(cache.Find("0"));
        cache.Keep("another", "values", Made(1));
        Assert.NotNull(cache.Find("0"));
        Assert.Null(cache.Find("1"));
        Assert.Equal(PlanCache.MostPlans, cache.Count);
    }

    [Fact]
    public void Plans_of_many_slots_are_few_and_the_last_one_is_kept_whatever_its_size()
    {
        PlanCache cache = new();
        for (int i = 0; i < 10; i++)
            cache.Keep($"{i}", "values", Made((int)PlanCache.MostSlots / 4));
        Assert.Equal(4, cache.Count);
        Plan huge = cache.Keep("huge", "others", Made((int)PlanCache.MostSlots + 1));
        Assert.Same(huge, cache.Find("huge"));
        Assert.Equal(1, cache.Count);
        Assert.Null(cache.First("values"));                     // no plan is left that another could be derived from
        Assert.NotNull(cache.First("others"));
        cache.Clear();
        Assert.Equal(0, cache.Count);
        Assert.Null(cache.First("others"));
    }

    [Fact]
    public void The_first_plan_that_was_made_counts()
    {
        PlanCache cache = new();
        FirstPlan first = Made(1);
        Assert.Same(first.Plan, cache.Keep("key", "values", first));
        Assert.Same(first.Plan, cache.Keep("key", "values", Made(1)));
    }

    private static FirstPlan Made(int slots) =>
        new([], [], new Plan([], [.. Enumerable.Repeat(new Slot(new Shape(1), false), slots)], [], new Dictionary<int, int>()));
}
