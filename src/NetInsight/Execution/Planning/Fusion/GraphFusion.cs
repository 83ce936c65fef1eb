using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;

namespace NetInsight.Execution.Planning.Fusion;

/// <summary>
/// Turns the nodes of a graph that requested values need into the nodes of a plan: rules that change constants, then packing for the
/// device, then rules about what packed operators can do as they write their results. The rules of a list are applied one after the other,
/// each to the whole graph.
/// </summary>
internal static class GraphFusion
{
    private static readonly IFusionRule[] BeforePacking = [new AffineFold(), new ScaleFold()];
    private static readonly IFusionRule[] AfterPacking =
    [
        new AdditionFusion(), new ReluFusion(), new ConcatMaskFusion(), new SliceSumFusion(), new MaskFusion(), new ConcatInPlace(),
        new SliceInPlace(),
    ];

    /// <summary>The nodes to run, in order.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="requested">Values that must exist in a run, so that nothing may be fused across them.</param>
    /// <param name="shapes">The shapes of the values.</param>
    /// <param name="packs">The weights packed so far for the device.</param>
    /// <param name="device">The device, with the threads and the cancellation of the run that needs the plan.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    public static List<FusedNode> Apply(
        Graph graph,
        IReadOnlySet<int> requested,
        IReadOnlyDictionary<int, Shape> shapes,
        ConstantPacks packs,
        Backend device,
        CancellationToken cancellation = default)
    {
        FusionDraft draft = new(graph, requested, shapes, cancellation);
        foreach (IFusionRule rule in BeforePacking)
            rule.Apply(draft);
        Pack(draft, packs, device);
        foreach (IFusionRule rule in AfterPacking)
            rule.Apply(draft);
        return [.. draft.Nodes];
    }

    /// <summary>Lets each operator take its constants in.</summary>
    private static void Pack(FusionDraft draft, ConstantPacks packs, Backend device)
    {
        foreach (int position in draft.Positions)
        {
            if (draft[position] is not { } node)
                continue;
            Tensor?[] constants = new Tensor?[node.Inputs.Length];
            for (int i = 0; i < constants.Length; i++)
                constants[i] = draft.ConstantOf(node.Inputs[i]);
            PackedOperator packed = packs.Pack(node.Operator, constants, device);
            if (ReferenceEquals(packed.Operator, node.Operator) && packed.Inputs.Length == node.Inputs.Length)
                continue;
            ImmutableArray<int> inputs = [.. packed.Inputs.Select(input => node.Inputs[input])];
            draft.Replace(position, node with { Operator = packed.Operator, Inputs = inputs });
        }
    }
}
