using System.Diagnostics.CodeAnalysis;

namespace NetInsight;

/// <summary>What a run was asked to keep: the outputs of layers, by name. Maps are batch x channels x height x width.</summary>
[SuppressMessage("Naming", "CA1724:Type names should not match namespaces", Justification = "The field's word for what a run leaves behind.")]
public sealed class Trace
{
    private readonly IReadOnlyDictionary<string, Tensor> _outputs;

    internal Trace(IReadOnlyDictionary<string, Tensor> outputs) => _outputs = outputs;

    /// <summary>The names of the layers that were kept.</summary>
    public IEnumerable<string> Layers => _outputs.Keys;

    /// <summary>The output of a layer.</summary>
    /// <exception cref="ArgumentException">The layer was not kept.</exception>
    public Tensor this[string layer] => _outputs.TryGetValue(layer, out Tensor? output)
        ? output
        : throw new ArgumentException($"Layer '{layer}' was not kept; kept were: {string.Join(", ", _outputs.Keys)}.", nameof(layer));
}
