namespace NetInsight.Graphs;

/// <summary>
/// A value of a graph: an input, a constant such as a weight, or the output of exactly one node (static single assignment). Its index in
/// <see cref="Graph.Values"/> identifies it.
/// </summary>
/// <param name="Name">Its name in the file, or one made up by an importer or transformation; for messages.</param>
/// <param name="Constant">
/// Its elements where it is a constant, in ONNX's layout (NCHW; weights of a convolution [out, in / groups, height, width]); null
/// otherwise. Never written to: graphs share constants.
/// </param>
internal sealed record Value(string Name, Tensor? Constant = null);
