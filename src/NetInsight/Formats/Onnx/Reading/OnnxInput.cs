using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight.Formats.Onnx.Reading;

/// <summary>An input that the file's graph lists and that no initializer gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">ONNX's number of its element type.</param>
/// <param name="Dimensions">Its dimensions; null where the file leaves one open.</param>
internal sealed record OnnxInput(string Name, int ElementType, ImmutableArray<int?> Dimensions)
{
    /// <summary>Whether elements are integers.</summary>
    public bool TakesIntegers => ElementType is not (1 or 10 or 11 or 16);

    /// <summary>Name and dimensions, for messages.</summary>
    public override string ToString() =>
        $"'{Printable.Escape(Name)}' ({string.Join('x', Dimensions.Select(extent => extent?.ToString() ?? "?"))})";
}
