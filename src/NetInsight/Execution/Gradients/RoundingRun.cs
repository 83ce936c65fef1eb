using System.Collections.Immutable;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators.Activation;

namespace NetInsight.Execution.Gradients;

/// <summary>
/// A gradient run whose values are disturbed as rounding disturbs them, so that the difference to an undisturbed run says how far the
/// network's own rounding moves a result (stochastic arithmetic: Parker 1997, Monte Carlo Arithmetic; Vignes 1993).
/// </summary>
/// <remarks>
/// The input, the outputs of up to <see cref="Most"/> activations spread over the network's depth, and the gradients with respect to the
/// inputs of these are multiplied by 1 + e or 1 - e, element by element, with e = <see cref="Amplitude"/>. Values that are stored between
/// fused operators are chosen, so that no weight is packed another time. The gradient of a probability with respect to the logits is moved
/// by <see cref="Head.ProbabilityRounding"/> besides: in p (1 - p) the difference 1 - p has an error of the size of p's last digit.
/// </remarks>
internal sealed class RoundingRun
{
    /// <summary>
    /// The relative disturbance: 4 units of rounding. Against gradients in double of two values of each of three trained networks, what it
    /// moved 99 % of the positions by was 1.2 to 5 times their error, and 220 times where a disturbed ReLU took another branch; 16 units
    /// made more of them do so.
    /// </summary>
    public const double Amplitude = 4.0 / (1 << 24);

    private const int Most = 8;

    private readonly HashSet<int> _outputs;
    private readonly HashSet<int> _gradients = [];
    private readonly int _score;
    private Tensor? _seed;
    private int? _scoreGradient;

    /// <summary>A run.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="score">The value of which classes or units are explained.</param>
    /// <param name="wrt">The values with respect to which gradients are wanted: the backward pass need not go on beyond these.</param>
    public RoundingRun(Graph graph, int score, IReadOnlySet<int> wrt)
    {
        ImmutableArray<Node> activations =
            Spread([.. graph.NodesBefore(score).Where(node => ActivationTypes.Include(node.Operator.GetType()))]);
        HashSet<int> behind = [.. wrt];
        foreach (Node node in graph.Nodes)
        {
            if (node.Inputs.Any(behind.Contains))
                behind.Add(node.Output);
        }

        _outputs = [.. activations.Select(node => node.Output)];
        _score = score;
        Points = [.. activations.Select(node => node.Inputs[0]).Where(behind.Contains), score];
    }

    /// <summary>The values of the network whose gradients are disturbed.</summary>
    public ImmutableArray<int> Points { get; }

    /// <summary>The values that a run shows to <see cref="Disturb(int, Tensor)"/>.</summary>
    /// <param name="gradients">The gradient of each value that has one.</param>
    /// <param name="seed">The weights of a target that is a probability or its logarithm; null for others.</param>
    public HashSet<int> Observed(IReadOnlyDictionary<int, int> gradients, Tensor? seed)
    {
        foreach (int point in Points)
        {
            if (gradients.TryGetValue(point, out int gradient))
                _gradients.Add(gradient);
        }

        _seed = seed;
        _scoreGradient = seed is not null && gradients.TryGetValue(_score, out int own) ? own : null;
        return [.. _outputs, .. _gradients];
    }

    /// <summary>A value and its disturbance; null where it stays.</summary>
    public Tensor? Disturb(int value, Tensor output)
    {
        if (!_outputs.Contains(value) && !_gradients.Contains(value))
            return null;
        Disturb(output.AsSpan(), (uint)value);
        if (value == _scoreGradient)
            Add(output.AsSpan(), (uint)value);
        return output;
    }

    /// <summary>A disturbed copy of an input.</summary>
    public static Tensor Disturb(Tensor input)
    {
        Tensor result = input.Clone();
        Disturb(result.AsSpan(), 0);
        return result;
    }

    /// <summary>
    /// Each element times 1 + e or 1 - e, equal elements alike: rounding breaks no ties, which pools of uniform regions have.
    /// </summary>
    private static void Disturb(Span<float> values, uint stream)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] += values[i] * Signed(BitConverter.SingleToInt32Bits(values[i]), stream, Amplitude);
    }

    /// <summary>
    /// Up or down for each unit of the seed, at its elements; at all where the scores have another shape than the target.
    /// </summary>
    private void Add(Span<float> values, uint stream)
    {
        ReadOnlySpan<float> seed = _seed!.AsSpan();
        float largest = 0;
        foreach (float weight in seed)
            largest = Math.Max(largest, Math.Abs(weight));
        for (int i = 0; i < values.Length; i++)
            values[i] += (seed.Length == values.Length ? seed[i] : largest) * Signed(i, stream + 1, Head.ProbabilityRounding);
    }

    private static float Signed(int key, uint stream, double amplitude) => (float)(IsUp(key, stream) ? amplitude : -amplitude);

    /// <summary>Whether an element is moved up, by a hash of its key: the same in any order (Wellons 2018, lowbias32).</summary>
    private static bool IsUp(int key, uint stream)
    {
        uint hash = (uint)key + stream * 0x9e3779b9;
        hash = (hash ^ (hash >> 16)) * 0x7feb352d;
        hash = (hash ^ (hash >> 15)) * 0x846ca68b;
        return (hash >> 16 & 1) == 0;
    }

    private static ImmutableArray<Node> Spread(ImmutableArray<Node> nodes) => nodes.Length <= Most
        ? nodes
        : [.. Enumerable.Range(1, Most).Select(index => nodes[index * nodes.Length / Most - 1])];
}
