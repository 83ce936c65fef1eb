using NetInsight.Execution.Planning;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Execution.Incremental;

/// <summary>Follows rectangles that change in a network's input through a plan: for each map the rectangle outside of which nothing changes.</summary>
internal static class DirtyRegions
{
    /// <summary>From this share of dirty places on, maps are computed whole: the rest costs less than the bookkeeping.</summary>
    private const double NearlyAll = 0.85;

    /// <summary>For each slot that holds maps, the rectangle of each mask; null for the others.</summary>
    /// <param name="plan">The plan, for one picture.</param>
    /// <param name="rules">The rules of its steps.</param>
    /// <param name="masks">What changes in the input; not empty, and inside it.</param>
    /// <param name="isUniform">Whether the rectangles of all masks must have one size.</param>
    public static Region[]?[] Of(Plan plan, DirtyRule[] rules, ReadOnlySpan<Region> masks, bool isUniform)
    {
        Region[]?[] areas = new Region[plan.Slots.Length][];
        Follow(plan, rules, masks, areas, 0, _ => false, isUniform);
        return areas;
    }

    /// <summary>Follows the change anew from a step on, after what some slots hold has turned out to differ less than it might.</summary>
    /// <param name="plan">The plan, for one picture.</param>
    /// <param name="rules">The rules of its steps.</param>
    /// <param name="masks">What changes in the input.</param>
    /// <param name="areas">The rectangles of each slot; those of slots that are written later are replaced.</param>
    /// <param name="from">The first step that has not yet run.</param>
    /// <param name="isWritten">Whether a slot is written already, wholly or in part.</param>
    /// <param name="isUniform">Whether the rectangles of all masks must have one size.</param>
    public static void Follow(Plan plan, DirtyRule[] rules, ReadOnlySpan<Region> masks, Region[]?[] areas, int from, Func<int, bool> isWritten, bool isUniform)
    {
        for (int index = from; index < plan.Steps.Length; index++)
        {
            if (!isWritten(plan.Steps[index].Output))
                areas[plan.Steps[index].Output] = null;
        }

        for (int index = from; index < plan.Steps.Length; index++)
        {
            Step step = plan.Steps[index];
            if (!DirtyRules.IsMap(plan.Slots[step.Output]) || isWritten(step.Output))
                continue;
            Region[] result = areas[step.Output] ??= new Region[masks.Length];
            for (int n = 0; n < masks.Length; n++)
                result[n] = result[n].Union(Follow(plan, step, rules[index], areas, n, masks[n]));
            FeatureMap map = FeatureMap.OfNhwc(plan.Slots[step.Output].StorageShape);
            if (isUniform)
                MakeUniform(result, map);
            if (rules[index] != DirtyRule.Input)
                CompleteWhereNearlyAll(result, map);
        }
    }

    private static Region Follow(Plan plan, Step step, DirtyRule rule, Region[]?[] areas, int n, Region mask)
    {
        FeatureMap output = FeatureMap.OfNhwc(plan.Slots[step.Output].StorageShape);
        switch (rule)
        {
            case DirtyRule.Input:
                return mask;
            case DirtyRule.Same:
                return areas[step.Inputs[0]]![n];
            case DirtyRule.Window:
                FeatureMap input = FeatureMap.OfNhwc(plan.Slots[step.Inputs[0]].StorageShape);
                Region seen = ((ISlidesWindow)step.Operator).WindowOver(input).OutputRegion(areas[step.Inputs[0]]![n], output);
                return step.Inputs.Length > 1 ? seen.Union(areas[step.Inputs[1]]![n]) : seen;
            case DirtyRule.Pointwise:
                Region all = default;
                foreach (int slot in step.Inputs)
                    all = areas[slot] is { } own ? all.Union(own[n]) : all;
                return all;
            default:
                return Region.Of(output);
        }
    }

    private static void CompleteWhereNearlyAll(Region[] areas, FeatureMap map)
    {
        long dirty = 0;
        foreach (Region area in areas)
            dirty += area.Positions;
        if (dirty >= NearlyAll * areas.Length * map.Positions)
            Array.Fill(areas, Region.Of(map));
    }

    /// <summary>Widens all rectangles to the largest height and width among them, and pushes those that then reach over the map's edge back.</summary>
    private static void MakeUniform(Region[] areas, FeatureMap map)
    {
        int height = areas.Max(area => area.Height), width = areas.Max(area => area.Width);
        for (int n = 0; n < areas.Length; n++)
            areas[n] = new Region(Math.Min(areas[n].Top, map.Height - height), Math.Min(areas[n].Left, map.Width - width), height, width);
    }
}
