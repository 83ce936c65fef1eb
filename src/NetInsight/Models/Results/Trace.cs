using System.Diagnostics.CodeAnalysis;

namespace NetInsight;

/// <summary>The requested outputs of a run, by layer name. Feature maps are batch x channels x height x width.</summary>
[SuppressMessage("Naming", "CA1724:Type names should not match namespaces", Justification = "The field's word for recorded outputs.")]
public sealed class Trace
{
    private readonly IReadOnlyDictionary<string, Tensor> _outputs;

    internal Trace(IReadOnlyDictionary<string, Tensor> outputs) => _outputs = outputs;

    /// <summary>The names of the requested layers.</summary>
    public IEnumerable<string> Layers => _outputs.Keys;

    /// <summary>The output of a layer.</summary>
    /// <exception cref="ArgumentException">The layer was not requested.</exception>
    public Tensor this[string layer] => _outputs.TryGetValue(layer, out Tensor? output)
        ? output
        : throw new ArgumentException(
            $"Layer '{layer}' was not requested; requested were: {string.Join(", ", _outputs.Keys)}.", nameof(layer));
}
