using NetInsight.Kernels.Operators.Recurrence;

namespace NetInsight.Formats.Onnx;

internal static partial class OnnxOperators
{
    /// <summary>Operators outside the core of convolutional networks, by family.</summary>
    private static IEnumerable<KeyValuePair<string, Converter>> FurtherRows => new Dictionary<string, Converter>
    {
        ["Einsum"] = Einsum,
        ["GridSample"] = GridSample,
        ["DeformConv"] = DeformConv,
        ["RNN"] = Recurrent(RecurrentCell.Rnn),
        ["GRU"] = Recurrent(RecurrentCell.Gru),
        ["LSTM"] = Recurrent(RecurrentCell.Lstm),
    }.Concat(IndexedRows).Concat(NormRows).Concat(AttentionRows);
}
