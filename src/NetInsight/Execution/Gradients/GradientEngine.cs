using System.Collections.Immutable;
using NetInsight.Execution.Running;
using NetInsight.Graphs.Gradients;

namespace NetInsight.Execution.Gradients;

/// <summary>A gradient graph with its targets, ready to run.</summary>
/// <param name="Engine">The engine, which shares memory and packed weights with the model's.</param>
/// <param name="Gradients">The graph.</param>
/// <param name="Targets">For each target its value and, where it is not given, its seed.</param>
/// <param name="Shapes">For each target the shape of its value.</param>
internal sealed record GradientEngine(
    Engine Engine, GradientGraph Gradients, ImmutableArray<GradientTarget> Targets, ImmutableArray<Shape> Shapes);
