using NetInsight.Graphs.Gradients;
using NetInsight.Graphs.Gradients.Targets;

namespace NetInsight.Synthesis.Objectives;

/// <summary>A target: a value of the network, weighted and summed; or half the sum of its squares.</summary>
internal sealed record TargetTerm(Target Target) : ObjectiveTerm
{
    /// <inheritdoc/>
    public override IEnumerable<int> ValuesOf(Model model) => [Target.SpecOf(model).Value];

    /// <inheritdoc/>
    public override int Add(ObjectiveDraft draft)
    {
        TargetSpec spec = Target.SpecOf(draft.Model);
        GradientTarget target = draft.Target(spec);
        if (spec.Seed == TargetSeed.Own)
            return draft.Scale(draft.SquaresOfImage(target.Value), 0.5);
        int weights = target.Seed ?? draft.Given(Target.SeedOf(draft.Model, draft.ShapeOf(target.Value)));
        return draft.SumOfImage(draft.Multiply(target.Value, weights));
    }

    /// <inheritdoc/>
    public override string Describe(Model model) => Target.Describe(model);
}
