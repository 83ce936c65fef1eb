using NetInsight.Imaging;

namespace NetInsight;

/// <summary>A layer of a model: one node of its graph.</summary>
/// <param name="Name">
/// The name by which techniques, hooks and traces refer to it. Characters of the file's name that a terminal would obey are escaped.
/// </param>
/// <param name="Operator">What it computes, by its ONNX name, such as Conv or MaxPool.</param>
/// <param name="OutputShape">
/// The shape of its output for one image: 1 x channels x height x width for feature maps, 1 x units for a fully connected layer. Null where
/// the file leaves the input's size open.
/// </param>
public sealed record Layer(string Name, string Operator, Shape? OutputShape)
{
    /// <summary>Name, operator and shape, such as <c>conv1 Conv 1x64x112x112</c>.</summary>
    public override string ToString() => Printable.Escape($"{Name} {Operator} {OutputShape}");
}
