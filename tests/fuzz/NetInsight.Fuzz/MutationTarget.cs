using NetInsight.Formats.Onnx.Reading;
using NetInsight.Fuzz.Comparison;
using NetInsight.Fuzz.Mutation;

namespace NetInsight.Fuzz;

/// <summary>Networks mutated as graphs, as bytes choose, loaded and run once.</summary>
internal static class MutationTarget
{
    private const int SeedBytes = 48;

    /// <summary>The target.</summary>
    public static FuzzTarget Target { get; } = new("graphs", Run, Seeds, () => [[0, 0, 0, 0]]);

    private static void Run(byte[] bytes)
    {
        ModelProto model = GraphMutator.Mutate(new Choices(bytes));
        Ours ours = Ours.Read(model);
        if (ours.Input(batch: 1) is not { } x)
            return;
        try
        {
            ours.Run(x, all: false);
        }
        catch (ArgumentException e) when (e.GetType() == typeof(ArgumentException))
        {
            // Documented: a layer computed what the next cannot use, such as an index of MaxUnpool.
        }
    }

    private static IEnumerable<byte[]> Seeds()
    {
        for (int network = 0; network < BaseNetworks.Count; network++)
            yield return [(byte)network, .. Choices.OfSeed(network).Bytes[..SeedBytes]];
    }
}
