using NetInsight.Execution.Planning;

namespace NetInsight.Execution.Running;

/// <summary>A plan with what another batch's plan is derived from.</summary>
/// <param name="Inputs">The shapes of the graph's inputs.</param>
/// <param name="Shapes">The shapes of all values.</param>
/// <param name="Plan">The plan.</param>
internal sealed record FirstPlan(Shape[] Inputs, Dictionary<int, Shape> Shapes, Plan Plan);
