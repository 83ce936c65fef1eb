using NetInsight.Execution.Planning;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Execution.Incremental;

/// <summary>Finds the rule of each step of a plan for one image.</summary>
internal static class DirtyRules
{
    /// <summary>One rule for each step.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="computesRegions">Whether the device computes regions of an operator's result over maps of some extents.</param>
    public static DirtyRule[] Of(Plan plan, Func<Operator, FeatureMap, bool> computesRegions) =>
        [.. plan.Steps.Select(step => RuleOf(plan, step, computesRegions))];

    /// <summary>Whether a slot holds feature maps [N, H, W, C], in which dirty regions are followed.</summary>
    public static bool IsMap(Slot slot) => slot.IsNhwc && slot.LogicalShape.Rank == 4;

    private static DirtyRule RuleOf(Plan plan, Step step, Func<Operator, FeatureMap, bool> computesRegions)
    {
        Slot output = plan.Slots[step.Output], input = plan.Slots[step.Inputs[0]];
        if (!IsMap(output) || output.LogicalShape[0] != 1)
            return DirtyRule.Whole;                                 // several maps of an image are not followed
        if (step.Inputs[0] == plan.Inputs[0] && (step.IsView || step.Operator is Transpose) && input.LogicalShape == output.LogicalShape)
            return DirtyRule.Input;
        if (step.IsView)
            return IsMap(input) && input.LogicalShape == output.LogicalShape ? DirtyRule.Same : DirtyRule.Whole;
        if (step.Operator is ISlidesWindow)
        {
            bool areMaps = step.Inputs.All(slot => plan.Slots[slot].Constant is null && IsMap(plan.Slots[slot]));
            return areMaps && computesRegions(step.Operator, FeatureMap.OfNhwc(input.StorageShape)) ? DirtyRule.Window : DirtyRule.Whole;
        }

        bool isPointwise = step.Operator.IsPointwise && step.Inputs.All(slot => IsPerPosition(plan.Slots[slot], output));
        return isPointwise ? DirtyRule.Pointwise : DirtyRule.Whole;
    }

    /// <summary>An input with an element at each position of the result, or a constant that is the same at all of them.</summary>
    private static bool IsPerPosition(Slot input, Slot output) => IsMap(input) && (input.Constant is null
        ? input.StorageShape[1] == output.StorageShape[1] && input.StorageShape[2] == output.StorageShape[2]
        : input.StorageShape[1] == 1 && input.StorageShape[2] == 1);
}
