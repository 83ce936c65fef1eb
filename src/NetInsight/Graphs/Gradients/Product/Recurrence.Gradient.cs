using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Recurrence;

namespace NetInsight.Graphs.Gradients.Product;

/// <summary>
/// A recurrent layer, written out step by step as ordinary nodes (back-propagation through time). Gradients reach the input, the first
/// states and whatever parameter the network computes.
/// </summary>
internal sealed record RecurrenceRule : IGradientRule
{
    /// <inheritdoc/>
    /// <remarks>Only an LSTM reads a cell state and peepholes.</remarks>
    public GradientPassage Passage(Operator op, int input) =>
        input >= 5 && ((Recurrence)op).Cell != RecurrentCell.Lstm ? GradientPassage.Zero : GradientPassage.Built;

    /// <inheritdoc/>
    public void Apply(GradientContext node) => node.Differentiate(() => new Expansion(node).Output());

    private sealed class Expansion(GradientContext node)
    {
        private readonly Recurrence _layer = (Recurrence)node.Operator;
        private readonly Shape _x = node.ShapeOfInput(0);
        private readonly int _units = node.ShapeOfInput(2)[2];

        public int Output()
        {
            int directions = node.ShapeOfInput(2)[0], steps = _x[0], batch = _x[1];
            List<int> perDirection = [];
            for (int direction = 0; direction < directions; direction++)
            {
                bool isReverse = _layer.Direction == RecurrentDirection.Reverse || direction == 1;
                (int[] states, int cell) = Run(direction, isReverse);
                if (_layer.Output == RecurrentOutput.States)
                {
                    int[] inOrder = isReverse ? [.. states.Reverse()] : states;
                    int[] each = [.. inOrder.Select(state => node.Reshape(state, new Shape(1, 1, batch, _units)))];
                    perDirection.Add(each.Length == 1 ? each[0] : node.Add(new Concat(0), each));
                }
                else
                {
                    int last = _layer.Output == RecurrentOutput.LastState ? states[^1] : cell;
                    perDirection.Add(node.Reshape(last, new Shape(1, batch, _units)));
                }
            }

            int axis = _layer.Output == RecurrentOutput.States ? 1 : 0;
            return perDirection.Count == 1 ? perDirection[0] : node.Add(new Concat(axis), [.. perDirection]);
        }

        private (int[] States, int Cell) Run(int direction, bool isReverse)
        {
            int gates = node.ShapeOfInput(2)[1] / _units, rows = gates * _units;
            int weights = Part(1, direction, new Shape(rows, _x[2])), recurrent = Part(2, direction, new Shape(rows, _units));
            int bias = Part(3, direction, new Shape(2 * rows)), peepholes = Part(6, direction, new Shape(3 * _units));
            int inputBias = Piece(bias, 0, 0, rows), recurrentBias = Piece(bias, 0, rows, 2 * rows);
            int h = FirstState(4, direction), c = FirstState(5, direction);
            int[] states = new int[_x[0]];
            for (int step = 0; step < states.Length; step++)
            {
                int t = isReverse ? states.Length - 1 - step : step;
                int x = node.Reshape(Piece(node.Input(0), 0, t, t + 1), new Shape(_x[1], _x[2]));
                int fromInput = node.Add(new Gemm(TransposesB: true), x, weights, inputBias);
                int fromState = node.Add(new Gemm(TransposesB: true), h, recurrent, recurrentBias);
                if (_layer.Cell == RecurrentCell.Lstm)
                    (h, c) = Lstm(fromInput, fromState, peepholes, c);
                else
                    h = _layer.Cell == RecurrentCell.Gru
                        ? Gru(fromInput, fromState, recurrent, recurrentBias, h)
                        : F(Limited(node.Sum(fromInput, fromState)));
                states[step] = h;
            }

            return (states, c);
        }

        private (int H, int C) Lstm(int fromInput, int fromState, int peepholes, int c)
        {
            int sums = node.Sum(fromInput, fromState);
            int i = Sigmoid(Limited(node.Sum(Gate(sums, 0), node.Multiply(Gate(peepholes, 0), c))));
            int f = _layer.CouplesGates
                ? node.Subtract(node.Constant(1), i)
                : Sigmoid(Limited(node.Sum(Gate(sums, 2), node.Multiply(Gate(peepholes, 2), c))));
            int next = node.Sum(node.Multiply(f, c), node.Multiply(i, F(Limited(Gate(sums, 3)))));
            int o = Sigmoid(Limited(node.Sum(Gate(sums, 1), node.Multiply(Gate(peepholes, 1), next))));
            return (node.Multiply(o, F(next)), next);
        }

        private int Gru(int fromInput, int fromState, int recurrent, int recurrentBias, int h)
        {
            int z = Sigmoid(Limited(node.Sum(Gate(fromInput, 0), Gate(fromState, 0))));
            int r = Sigmoid(Limited(node.Sum(Gate(fromInput, 1), Gate(fromState, 1))));
            int state = _layer.ResetsAfter
                ? node.Multiply(r, Gate(fromState, 2))
                : node.Add(
                    new Gemm(TransposesB: true), node.Multiply(r, h), Piece(recurrent, 0, 2 * _units, 3 * _units), Gate(recurrentBias, 2));
            int candidate = F(Limited(node.Sum(Gate(fromInput, 2), state)));
            return node.Sum(node.Multiply(node.Subtract(node.Constant(1), z), candidate), node.Multiply(z, h));
        }

        /// <summary>The units of a gate, along the last axis.</summary>
        private int Gate(int value, int gate) => Piece(value, -1, gate * _units, (gate + 1) * _units);

        private int Piece(int value, int axis, int start, int end) => node.Add(new Slice([new SliceAxis(axis, start, end)]), value);

        /// <summary>The parameters of a direction.</summary>
        private int Part(int input, int direction, Shape shape) =>
            node.Reshape(Piece(Flat(input), 0, direction * shape.Count, (direction + 1) * shape.Count), shape);

        private int Flat(int input) => node.Reshape(node.Input(input), new Shape(node.ShapeOfInput(input).Count));

        private int FirstState(int input, int direction)
        {
            int sequences = node.ShapeOfInput(input)[1];
            int state = node.Reshape(Piece(node.Input(input), 0, direction, direction + 1), new Shape(sequences, _units));
            return node.ExpandTo(state, new Shape(_x[1], _units));
        }

        private int Limited(int value) =>
            _layer.Clip == 0 ? value : node.Add(new Activation<Clip>(new Clip(-_layer.Clip, _layer.Clip)), value);

        private int Sigmoid(int value) => node.Add(new Activation<Sigmoid>(), value);

        private int F(int value) => _layer.F switch
        {
            RecurrentFunction.Tanh => node.Add(new Activation<Tanh>(), value),
            RecurrentFunction.Relu => node.Add(new Activation<Relu>(), value),
            _ => Sigmoid(value),
        };
    }
}
