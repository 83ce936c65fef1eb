using NetInsight.Execution.Planning;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Execution.Incremental;

/// <summary>
/// Follows regions that change in a network's input through a plan: for each feature map the rectangle outside of which nothing changes.
/// </summary>
internal static class DirtyRegions
{
    /// <summary>From this share of dirty positions on, maps are computed whole: the rest costs less than the bookkeeping.</summary>
    private const double NearlyAll = 0.85;

    /// <summary>For each slot that holds maps, the dirty region that each replaced region makes; null for the others.</summary>
    /// <param name="plan">The plan, for one image.</param>
    /// <param name="rules">The rules of its steps.</param>
    /// <param name="replaced">What changes in the input; not empty, and inside it.</param>
    /// <param name="isUniform">Whether the dirty regions of a slot must have one size.</param>
    public static Region[]?[] Of(Plan plan, DirtyRule[] rules, ReadOnlySpan<Region> replaced, bool isUniform)
    {
        Region[]?[] dirty = new Region[plan.Slots.Length][];
        Follow(plan, rules, replaced, dirty, 0..plan.Steps.Length, _ => false, isUniform);
        return dirty;
    }

    /// <summary>
    /// Follows the change anew through some steps, after slots before them have turned out to differ in less than their dirty regions.
    /// </summary>
    /// <param name="plan">The plan, for one image.</param>
    /// <param name="rules">The rules of its steps.</param>
    /// <param name="replaced">What changes in the input.</param>
    /// <param name="dirty">The dirty regions of each slot; those of slots that these steps write are replaced.</param>
    /// <param name="steps">
    /// The steps: from the next one to run to the last that writes the same slot, so that all that the slot gets is known.
    /// </param>
    /// <param name="isWritten">Whether a slot is written already, wholly or in part.</param>
    /// <param name="isUniform">Whether the dirty regions of a slot must have one size.</param>
    public static void Follow(
        Plan plan,
        DirtyRule[] rules,
        ReadOnlySpan<Region> replaced,
        Region[]?[] dirty,
        Range steps,
        Func<int, bool> isWritten,
        bool isUniform)
    {
        (int from, int count) = steps.GetOffsetAndLength(plan.Steps.Length);
        for (int index = from; index < from + count; index++)
        {
            if (!isWritten(plan.Steps[index].Output))
                dirty[plan.Steps[index].Output] = null;
        }

        for (int index = from; index < from + count; index++)
        {
            Step step = plan.Steps[index];
            if (!DirtyRules.IsMap(plan.Slots[step.Output]) || isWritten(step.Output))
                continue;
            Region[] result = dirty[step.Output] ??= new Region[replaced.Length];
            Follow(plan, step, rules[index], dirty, replaced, result);
            FeatureMap map = FeatureMap.OfNhwc(plan.Slots[step.Output].StorageShape);
            if (isUniform)
                MakeUniform(result, map);
            if (rules[index] != DirtyRule.Input)
                CompleteWhereNearlyAll(result, map);
        }
    }

    /// <summary>Adds what a step makes dirty to the regions of its result.</summary>
    private static void Follow(
        Plan plan, Step step, DirtyRule rule, Region[]?[] dirty, ReadOnlySpan<Region> replaced, Region[] result)
    {
        FeatureMap output = FeatureMap.OfNhwc(plan.Slots[step.Output].StorageShape);
        Window window = rule == DirtyRule.Window
            ? ((ISlidesWindow)step.Operator).WindowOver(FeatureMap.OfNhwc(plan.Slots[step.Inputs[0]].StorageShape))
            : default;
        for (int n = 0; n < result.Length; n++)
        {
            Region own;
            switch (rule)
            {
                case DirtyRule.Input:
                    own = replaced[n];
                    break;
                case DirtyRule.Same:
                    own = dirty[step.Inputs[0]]![n];
                    break;
                case DirtyRule.Window:
                    own = window.OutputRegion(dirty[step.Inputs[0]]![n], output);
                    if (step.Inputs.Length > 1)
                        own = own.Union(dirty[step.Inputs[1]]![n]);
                    break;
                case DirtyRule.Pointwise:
                    own = default;
                    foreach (int slot in step.Inputs)
                        own = dirty[slot] is { } regions ? own.Union(regions[n]) : own;
                    break;
                default:
                    own = Region.Of(output);
                    break;
            }

            result[n] = result[n].Union(own);
        }
    }

    private static void CompleteWhereNearlyAll(Region[] dirty, FeatureMap map)
    {
        long positions = 0;
        foreach (Region region in dirty)
            positions += region.Positions;
        if (positions >= NearlyAll * dirty.Length * map.Positions)
            Array.Fill(dirty, Region.Of(map));
    }

    /// <summary>
    /// Widens all regions to the largest height and width among them, and moves those that then reach over the map's edge back inside.
    /// </summary>
    private static void MakeUniform(Region[] dirty, FeatureMap map)
    {
        int height = dirty.Max(region => region.Height), width = dirty.Max(region => region.Width);
        for (int n = 0; n < dirty.Length; n++)
            dirty[n] = new Region(Math.Min(dirty[n].Top, map.Height - height), Math.Min(dirty[n].Left, map.Width - width), height, width);
    }
}
