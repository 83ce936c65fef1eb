namespace NetInsight;

/// <summary>Finds the rule of each step of a plan for one picture.</summary>
internal static class StepRules
{
    /// <summary>One rule for each step.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="follows">Whether the device computes parts of what an operator makes of maps of some extents.</param>
    public static StepRule[] Of(Plan plan, Func<Operator, FeatureMap, bool> follows) => [.. plan.Steps.Select(step => RuleOf(plan, step, follows))];

    /// <summary>Whether a slot holds maps, N x H x W x C, whose changes are followed place by place.</summary>
    public static bool IsMap(Slot slot) => slot.IsChannelsLast && slot.Plain.Rank == 4;

    private static StepRule RuleOf(Plan plan, Step step, Func<Operator, FeatureMap, bool> follows)
    {
        Slot output = plan.Slots[step.Output], input = plan.Slots[step.Inputs[0]];
        if (!IsMap(output) || output.Plain[0] != 1)         // maps that are not one for each picture, such as blocks of pixels moved into the batch, are not told apart
            return StepRule.Whole;
        if (step.Inputs[0] == plan.Inputs[0] && (step.IsView || step.Operator is Transpose) && input.Plain == output.Plain)
            return StepRule.Input;
        if (step.IsView)
            return IsMap(input) && input.Plain == output.Plain ? StepRule.Same : StepRule.Whole;
        if (step.Operator is ISlidesWindow)
        {
            return step.Inputs.All(slot => plan.Slots[slot].Constant is null && IsMap(plan.Slots[slot])) && follows(step.Operator, FeatureMap.OfStored(input.Stored))
                ? StepRule.Parts
                : StepRule.Whole;
        }

        return step.Operator.IsPerPlace && step.Inputs.All(slot => IsPerPlace(plan.Slots[slot], output)) ? StepRule.Places : StepRule.Whole;
    }

    /// <summary>An input with a value at each place of the result, or a constant that is the same at all of them.</summary>
    private static bool IsPerPlace(Slot input, Slot output) => IsMap(input) && (input.Constant is null
        ? input.Stored[1] == output.Stored[1] && input.Stored[2] == output.Stored[2]
        : input.Stored[1] == 1 && input.Stored[2] == 1);
}
