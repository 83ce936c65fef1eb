using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Recurrence;

/// <summary>Which cell a recurrent layer has.</summary>
internal enum RecurrentCell
{
    /// <summary>h = f(W x + R h + b).</summary>
    Rnn,

    /// <summary>A gated recurrent unit (Cho et al. 2014, arXiv:1406.1078): gates z, r, h.</summary>
    Gru,

    /// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997), with peepholes: gates i, o, f, c.</summary>
    Lstm,
}

/// <summary>In which direction a recurrent layer runs.</summary>
internal enum RecurrentDirection
{
    /// <summary>From the first element to the last.</summary>
    Forward,

    /// <summary>From the last to the first.</summary>
    Reverse,

    /// <summary>Both, each with weights of its own.</summary>
    Bidirectional,
}

/// <summary>What a recurrent layer gives.</summary>
internal enum RecurrentOutput
{
    /// <summary>The hidden states of all steps, T x D x N x H.</summary>
    States,

    /// <summary>The hidden state of the last step, D x N x H.</summary>
    LastState,

    /// <summary>The cell state of the last step of an LSTM, D x N x H.</summary>
    LastCell,
}

/// <summary>
/// A recurrent layer (ONNX RNN, GRU, LSTM; T steps, N sequences, D directions, H units, G gates). Inputs: x T x N x I, weights D x GH x I,
/// recurrent weights D x GH x H, biases D x 2GH (of W, then of R), first hidden and cell states D x N x H or D x 1 x H, and peepholes D x
/// 3H (i, o, f). Gates are sigmoids; states pass through <paramref name="F"/>.
/// </summary>
/// <param name="Cell">The cell.</param>
/// <param name="Direction">The direction.</param>
/// <param name="Output">What is given.</param>
/// <param name="F">The function of the states.</param>
/// <param name="Clip">Sums are limited to -Clip .. Clip before their function; 0 for no limit.</param>
/// <param name="ResetsAfter">
/// Whether a GRU's reset gate applies to R h + b (ONNX linear_before_reset), as cuDNN has it, and not to h.
/// </param>
/// <param name="CouplesGates">Whether an LSTM's forget gate is 1 - its input gate (ONNX input_forget).</param>
internal sealed partial record Recurrence(
    RecurrentCell Cell,
    RecurrentDirection Direction,
    RecurrentOutput Output,
    RecurrentFunction F = RecurrentFunction.Tanh,
    float Clip = 0,
    bool ResetsAfter = false,
    bool CouplesGates = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => Cell switch
    {
        RecurrentCell.Rnn => "RNN",
        RecurrentCell.Gru => "GRU",
        _ => "LSTM",
    };

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    private int Gates => Cell switch
    {
        RecurrentCell.Rnn => 1,
        RecurrentCell.Gru => 3,
        _ => 4,
    };

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        (Shape x, Shape w, Shape r) = (inputs[0], inputs[1], inputs[2]);
        int directions = Direction == RecurrentDirection.Bidirectional ? 2 : 1;
        if (x.Rank != 3 || r.Rank != 3 || w != new Shape(directions, Gates * r[2], x[2]) || r != new Shape(directions, Gates * r[2], r[2]))
            throw new ArgumentException($"{Name}: weights of shapes {w} and {r} do not fit an input of {x} and {directions} directions.");
        int units = r[2];
        if (inputs[3].Count != directions * 2 * Gates * units || inputs[6].Count != directions * 3 * units)
            throw new ArgumentException($"{Name}: biases of shape {inputs[3]} or peepholes of {inputs[6]} do not fit {units} units.");
        foreach (Shape state in inputs[4..6])
        {
            if (state != new Shape(directions, x[1], units) && state != new Shape(directions, 1, units))
                throw new ArgumentException($"{Name}: a first state of shape {state}, but {directions}x{x[1]}x{units} is expected.");
        }

        return Output == RecurrentOutput.States ? new Shape(x[0], directions, x[1], units) : new Shape(directions, x[1], units);
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y) => device.RunOnHost(this, x, y);
}
