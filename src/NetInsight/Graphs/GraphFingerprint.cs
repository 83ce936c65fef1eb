using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace NetInsight.Graphs;

/// <summary>
/// Identifies the function that a graph computes as far as one value: SHA-256 over the operators with all their attributes, who reads whose
/// result, the constants, and the declared shapes of the inputs. Names do not count: two graphs that differ in names alone are equal.
/// </summary>
/// <remarks>
/// Each value is written as it is first read and by its ordinal afterwards, so that wiring counts: y = a - b and y = b - a differ. Two
/// networks that compute the same in other ways (an order of independent nodes, a folded constant) may differ.
/// </remarks>
internal sealed class GraphFingerprint : IDisposable
{
    /// <summary>Elements that are hashed between two checks of the cancellation token.</summary>
    private const int ChunkLength = 1 << 22;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<int, int> _ordinals = [];

    /// <summary>Adds a line of text, such as what is done to images before they become the input.</summary>
    public void Add(string text) => _hash.AppendData(Encoding.UTF8.GetBytes($"{text}\n"));

    /// <summary>Adds what a value depends on.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Add(Graph graph, int value, CancellationToken cancellation)
    {
        for (int i = 0; i < graph.Inputs.Length; i++)
        {
            GraphInput input = graph.Inputs[i];
            Number(input.Value);
            Add($"input {string.Join(' ', input.Dimensions.Select(extent => extent?.ToString(CultureInfo.InvariantCulture) ?? "?"))}");
        }

        bool[] isNeeded = ShapeInference.NeededFor(graph, new HashSet<int> { value });
        for (int index = 0; index < graph.Nodes.Length; index++)
        {
            if (isNeeded[index])
                Add(graph, graph.Nodes[index], cancellation);
        }

        Add($"output {OrdinalOf(graph, value, cancellation)}");
    }

    /// <summary>The fingerprint as 64 hexadecimal digits.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Add(Graph graph, Node node, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int[] inputs = [.. node.Inputs.Select(input => OrdinalOf(graph, input, cancellation))];
        Number(node.Output);
        Add($"node {Printed(node.Operator)} {string.Join(' ', inputs)}");
    }

    /// <summary>An operator with all its attributes, whatever the current culture: records print their members by it.</summary>
    private static string Printed(object op)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return $"{op.GetType()} {op}";
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private int OrdinalOf(Graph graph, int value, CancellationToken cancellation)
    {
        if (!_ordinals.TryGetValue(value, out int ordinal))
        {
            ordinal = Number(value);
            Add(graph.Values[value].Constant!, cancellation);
        }

        return ordinal;
    }

    private int Number(int value) => _ordinals[value] = _ordinals.Count;

    private void Add(Tensor constant, CancellationToken cancellation)
    {
        Add($"constant {constant.Shape}");
        ReadOnlySpan<float> elements = constant.AsSpan();
        for (int start = 0; start < elements.Length; start += ChunkLength)
        {
            cancellation.ThrowIfCancellationRequested();
            _hash.AppendData(MemoryMarshal.AsBytes(elements.Slice(start, Math.Min(ChunkLength, elements.Length - start))));
        }
    }
}
