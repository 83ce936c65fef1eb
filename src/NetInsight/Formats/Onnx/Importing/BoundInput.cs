using System.Collections.Immutable;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Kernels.Operators;

namespace NetInsight.Formats.Onnx.Importing;

/// <summary>What an input of a file becomes in one conversion.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">The shape of the graph's input.</param>
internal sealed record BoundInput(string Name, Shape Shape)
{
    /// <summary>The values, where the input is a constant.</summary>
    public Tensor? Constant { get; init; }

    /// <summary>The operators that make the file's input from the graph's, such as a Transpose to NHWC.</summary>
    public ImmutableArray<Operator> Steps { get; init; } = [];

    /// <summary>The input as the file states it.</summary>
    public OnnxInput? Source { get; init; }
}
