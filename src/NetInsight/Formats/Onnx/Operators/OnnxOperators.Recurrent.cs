using NetInsight.Formats.Onnx.Importing;
using NetInsight.Formats.Onnx.Reading;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Recurrence;

namespace NetInsight.Formats.Onnx.Operators;

internal static partial class OnnxOperators
{
    /// <summary>Recurrent layers: their outputs are all hidden states, the last one, and the last cell state of an LSTM.</summary>
    private static Converter Recurrent(RecurrentCell cell) => (node, import) =>
    {
        RecurrentDirection direction = node.Text("direction", "forward") switch
        {
            "forward" => RecurrentDirection.Forward,
            "reverse" => RecurrentDirection.Reverse,
            "bidirectional" => RecurrentDirection.Bidirectional,
            string other => throw new ArgumentException(
                $"has the direction '{Printable.Escape(other)}'; forward, reverse and bidirectional are supported"),
        };
        string y = node.Outputs.FirstOrDefault(output => output.Length > 0) ?? throw new ArgumentException("makes no output");
        Shape input = import.ShapeOf(node.Inputs[0]) ?? throw new ArgumentException("has an input of unknown shape");
        Shape recurrent = import.ShapeOf(node.Inputs[2]) ?? throw new ArgumentException("has recurrent weights of unknown shape");
        if (recurrent.Rank != 3 || input.Rank != 3)
            throw new ArgumentException($"has an input of shape {input} and recurrent weights of {recurrent}; 3 dimensions are expected");
        bool isBatchFirst = node.Int("layout", 0) != 0;
        CheckLengths(node, import, input[isBatchFirst ? 1 : 0]);

        // absent inputs are zeros
        (int directions, int rows, int units) = (recurrent[0], recurrent[1], recurrent[2]);
        string x = isBatchFirst ? Swapped(node, import, node.Inputs[0], $"{y}/x", [1, 0, 2]) : node.Inputs[0];
        string bias = node.Has(3) ? node.Inputs[3] : Zeros(import, $"{y}/bias", directions, 2 * rows);
        string hidden = node.Has(5) ? State(5) : Zeros(import, $"{y}/hidden", directions, 1, units);
        bool isLstm = cell == RecurrentCell.Lstm;
        string memory = isLstm && node.Has(6) ? State(6) : Zeros(import, $"{y}/memory", directions, 1, units);
        string peepholes = isLstm && node.Has(7) ? node.Inputs[7] : Zeros(import, $"{y}/peepholes", directions, 3 * units);

        Recurrence op = new(
            cell, direction, RecurrentOutput.States, FunctionOf(node, cell, directions), node.Float("clip", 0),
            node.Int("linear_before_reset", 0) != 0, node.Int("input_forget", 0) != 0);
        for (int i = 0; i < Math.Min(node.Outputs.Length, isLstm ? 3 : 2); i++)
        {
            string output = node.Outputs[i], made = isBatchFirst ? $"{output}/states" : output;
            if (output.Length == 0)
                continue;
            import.EmitAs(node, op with { Output = (RecurrentOutput)i }, made, x, node.Inputs[1], node.Inputs[2], bias, hidden, memory,
                peepholes);
            if (isBatchFirst)
                _ = Swapped(node, import, made, output, i == 0 ? [2, 0, 1, 3] : [1, 0, 2]);
        }

        string State(int at) => isBatchFirst ? Swapped(node, import, node.Inputs[at], $"{y}/state{at}", [1, 0, 2]) : node.Inputs[at];
    };

    private static string Swapped(OnnxNode node, OnnxImport import, string x, string output, int[] permutation)
    {
        import.EmitAs(node, new Transpose([.. permutation]), output, x);
        return output;
    }

    private static string Zeros(OnnxImport import, string name, params int[] shape)
    {
        import.SetConstant(name, new OnnxConstant(new Tensor(new Shape(shape))));
        return name;
    }

    /// <summary>Sequences all run to the end.</summary>
    private static void CheckLengths(OnnxNode node, OnnxImport import, int steps)
    {
        if (node.Has(4) && import.RequireConstant(node, 4).AsLongs().Any(length => length != steps))
            throw new ArgumentException($"has sequence_lens other than the {steps} steps of its input");
    }

    /// <summary>The function of the states; gates must be sigmoids, and all directions alike.</summary>
    private static RecurrentFunction FunctionOf(OnnxNode node, RecurrentCell cell, int directions)
    {
        string[] names = node.Texts("activations") ?? [];
        if (names.Length == 0)
            return RecurrentFunction.Tanh;
        string state = names[^1];
        string[] expected = cell switch
        {
            RecurrentCell.Rnn => [state],
            RecurrentCell.Gru => ["Sigmoid", state],
            _ => ["Sigmoid", state, state],
        };
        bool isKnown = names.SequenceEqual(
            Enumerable.Repeat(expected, directions).SelectMany(each => each), StringComparer.OrdinalIgnoreCase);
        return isKnown && Enum.TryParse(state, ignoreCase: true, out RecurrentFunction function) && Enum.IsDefined(function)
            ? function
            : throw new ArgumentException(
                $"has the activations {Printable.Escape(string.Join(", ", names))}; "
                + "gates of Sigmoid and states of Tanh, Relu or Sigmoid are supported");
    }
}
