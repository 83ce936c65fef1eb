using NetInsight.Formats.Onnx.Reading;

namespace NetInsight.Formats.Onnx.Importing;

/// <summary>What all conversions of one file share beside its nodes: its name, limits, tensors, and what was folded before.</summary>
internal sealed class OnnxSource(
    string path, LoadLimits limits, OnnxTensors tensors, OnnxElementTypes elementTypes, CancellationToken cancellation)
{
    private readonly Dictionary<string, (OnnxConstant[] Inputs, OnnxConstant Result)> _folded = new(StringComparer.Ordinal);

    /// <summary>The file, for messages.</summary>
    public string Path => path;

    /// <summary>The limits of reading.</summary>
    public LoadLimits Limits => limits;

    /// <summary>Stops the reading.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Reads the file's tensors.</summary>
    public OnnxTensors Tensors => tensors;

    /// <summary>The element types that the file states.</summary>
    public OnnxElementTypes ElementTypes => elementTypes;

    /// <summary>The initializers.</summary>
    public Dictionary<string, OnnxConstant> Initializers { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The result of folding that an earlier conversion computed from the very same constants; else it is computed now, and kept unless
    /// the inputs are null.
    /// </summary>
    public OnnxConstant? Fold(string output, OnnxConstant[]? inputs, Func<OnnxConstant?> compute)
    {
        if (inputs is null)
            return compute();
        if (_folded.TryGetValue(output, out (OnnxConstant[] Inputs, OnnxConstant Result) known)
            && known.Inputs.Length == inputs.Length && known.Inputs.Zip(inputs, ReferenceEquals).All(isSame => isSame))
            return known.Result;
        OnnxConstant? result = compute();
        if (result is not null)
            _folded[output] = (inputs, result);
        return result;
    }

    /// <summary>The exception for a broken rule.</summary>
    public ModelFormatException Fault(string location, string rule, Exception? inner = null) => new(path, location, rule, inner);
}
