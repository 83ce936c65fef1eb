using NetInsight.Execution.Planning;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Execution.Incremental;

/// <summary>Finds the rule of each step of a plan for one picture.</summary>
internal static class DirtyRules
{
    /// <summary>One rule for each step.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="follows">Whether the device computes parts of what an operator makes of maps of some extents.</param>
    public static DirtyRule[] Of(Plan plan, Func<Operator, FeatureMap, bool> follows) => [.. plan.Steps.Select(step => RuleOf(plan, step, follows))];

    /// <summary>Whether a slot holds maps, N x H x W x C, whose changes are followed place by place.</summary>
    public static bool IsMap(Slot slot) => slot.IsNhwc && slot.LogicalShape.Rank == 4;

    private static DirtyRule RuleOf(Plan plan, Step step, Func<Operator, FeatureMap, bool> follows)
    {
        Slot output = plan.Slots[step.Output], input = plan.Slots[step.Inputs[0]];
        if (!IsMap(output) || output.LogicalShape[0] != 1)         // maps that are not one for each picture, such as blocks of pixels moved into the batch, are not told apart
            return DirtyRule.Whole;
        if (step.Inputs[0] == plan.Inputs[0] && (step.IsView || step.Operator is Transpose) && input.LogicalShape == output.LogicalShape)
            return DirtyRule.Input;
        if (step.IsView)
            return IsMap(input) && input.LogicalShape == output.LogicalShape ? DirtyRule.Same : DirtyRule.Whole;
        if (step.Operator is ISlidesWindow)
        {
            return step.Inputs.All(slot => plan.Slots[slot].Constant is null && IsMap(plan.Slots[slot])) && follows(step.Operator, FeatureMap.OfNhwc(input.StorageShape))
                ? DirtyRule.Window
                : DirtyRule.Whole;
        }

        return step.Operator.IsPointwise && step.Inputs.All(slot => IsPerPlace(plan.Slots[slot], output)) ? DirtyRule.Pointwise : DirtyRule.Whole;
    }

    /// <summary>An input with a value at each place of the result, or a constant that is the same at all of them.</summary>
    private static bool IsPerPlace(Slot input, Slot output) => IsMap(input) && (input.Constant is null
        ? input.StorageShape[1] == output.StorageShape[1] && input.StorageShape[2] == output.StorageShape[2]
        : input.StorageShape[1] == 1 && input.StorageShape[2] == 1);
}
