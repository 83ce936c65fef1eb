using System.Runtime.Intrinsics;
using NetInsight.Kernels.Devices.Cpu;

namespace NetInsight.Kernels.Operators.Recurrence;

internal sealed partial record Recurrence
{
    /// <inheritdoc/>
    /// <remarks>
    /// <code>
    ///   for each direction and sequence, in parallel    hidden state h and cell state c, H values each
    ///     for each step, in order
    ///       for each gate and unit                      W x + b and R h + b: dot products over 8 lanes, added in one order
    ///       for each unit                               the cell
    /// </code>
    /// </remarks>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        Tensor[] inputs = x.ToArray();
        Shape shape = inputs[0].Shape;
        int units = inputs[2].Shape[2], directions = inputs[2].Shape[0], batch = shape[1];
        device.For(directions * batch, (long)shape[0] * Gates * units * (shape[2] + units), index =>
            RunSequence(inputs, y, index / batch, index % batch, units));
    }

    private void RunSequence(Tensor[] inputs, Tensor y, int direction, int n, int units)
    {
        // The parameters of this direction, the states of this sequence.
        int steps = inputs[0].Shape[0], batch = inputs[0].Shape[1], size = inputs[0].Shape[2], rows = Gates * units;
        ReadOnlySpan<float> w = inputs[1].AsSpan().Slice(direction * rows * size, rows * size);
        ReadOnlySpan<float> r = inputs[2].AsSpan().Slice(direction * rows * units, rows * units);
        ReadOnlySpan<float> bias = inputs[3].AsSpan().Slice(direction * 2 * rows, 2 * rows);
        ReadOnlySpan<float> peepholes = inputs[6].AsSpan().Slice(direction * 3 * units, 3 * units);
        float[] h = FirstState(inputs[4], direction, n, units), c = FirstState(inputs[5], direction, n, units);
        float[] input = new float[rows], recurrent = new float[rows], reset = new float[units];
        bool isReverse = Direction == RecurrentDirection.Reverse || direction == 1;

        for (int step = 0; step < steps; step++)
        {
            // Gates: W x + b and R h + b.
            int t = isReverse ? steps - 1 - step : step;
            ReadOnlySpan<float> value = inputs[0].AsSpan().Slice((t * batch + n) * size, size);
            for (int row = 0; row < rows; row++)
            {
                input[row] = Dot(w.Slice(row * size, size), value) + bias[row];
                recurrent[row] = Dot(r.Slice(row * units, units), h) + bias[rows + row];
            }

            // Cell.
            if (Cell == RecurrentCell.Lstm)
                Lstm(input, recurrent, peepholes, h, c);
            else if (Cell == RecurrentCell.Gru)
                Gru(input, recurrent, r, bias[(rows + 2 * units)..], h, reset);
            else
                for (int unit = 0; unit < units; unit++)
                    h[unit] = Apply(F, Limited(input[unit] + recurrent[unit]));

            // Store.
            if (Output == RecurrentOutput.States)
                h.CopyTo(y.AsSpan()[(((t * inputs[2].Shape[0] + direction) * batch + n) * units)..]);
        }

        if (Output != RecurrentOutput.States)
            (Output == RecurrentOutput.LastState ? h : c).CopyTo(y.AsSpan()[((direction * batch + n) * units)..]);
    }

    /// <summary>i, o, f and the candidate; c = f c + i candidate; h = o F(c).</summary>
    private void Lstm(float[] input, float[] recurrent, ReadOnlySpan<float> peepholes, float[] h, float[] c)
    {
        int units = h.Length;
        for (int unit = 0; unit < units; unit++)
        {
            float before = c[unit];
            float i = Sigmoid(Limited(input[unit] + recurrent[unit] + peepholes[unit] * before));
            float f = CouplesGates
                ? 1 - i
                : Sigmoid(Limited(input[2 * units + unit] + recurrent[2 * units + unit] + peepholes[2 * units + unit] * before));
            float candidate = Apply(F, Limited(input[3 * units + unit] + recurrent[3 * units + unit]));
            c[unit] = f * before + i * candidate;
            float o = Sigmoid(Limited(input[units + unit] + recurrent[units + unit] + peepholes[units + unit] * c[unit]));
            h[unit] = o * Apply(F, c[unit]);
        }
    }

    /// <summary>z, r and the candidate; h = (1 - z) candidate + z h.</summary>
    private void Gru(float[] input, float[] recurrent, ReadOnlySpan<float> r, ReadOnlySpan<float> bias, float[] h, float[] reset)
    {
        int units = h.Length;
        for (int unit = 0; unit < units; unit++)
            reset[unit] = Sigmoid(Limited(input[units + unit] + recurrent[units + unit])) * (ResetsAfter ? 1 : h[unit]);
        for (int unit = 0; unit < units; unit++)
        {
            int row = 2 * units + unit;
            float state = ResetsAfter ? reset[unit] * recurrent[row] : Dot(r.Slice(row * units, units), reset) + bias[unit];
            input[row] = Apply(F, Limited(input[row] + state));
        }

        for (int unit = 0; unit < units; unit++)
        {
            float z = Sigmoid(Limited(input[unit] + recurrent[unit]));
            h[unit] = (1 - z) * input[2 * units + unit] + z * h[unit];
        }
    }

    private static float[] FirstState(Tensor state, int direction, int n, int units)
    {
        int sequences = state.Shape[1];
        return state.AsSpan().Slice((direction * sequences + (sequences == 1 ? 0 : n)) * units, units).ToArray();
    }

    private float Limited(float x) => Clip == 0 ? x : x < -Clip ? -Clip : x > Clip ? Clip : x;

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    private static float Apply(RecurrentFunction function, float x) => function switch
    {
        RecurrentFunction.Tanh => MathF.Tanh(x),
        RecurrentFunction.Relu => x < 0 ? 0 : x,
        _ => Sigmoid(x),
    };

    /// <summary>A dot product in 8 lanes, whatever the CPU's vectors, so that the bits are the same everywhere.</summary>
    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector256<float> lanes = Vector256<float>.Zero;
        int i = 0;

        // 8 products: one in each lane.
        for (; i + 8 <= a.Length; i += 8)
            lanes += Vector256.Create(a.Slice(i, 8)) * Vector256.Create(b.Slice(i, 8));

        // Lanes in one order, then the remainder: the scalar equivalent.
        float sum = 0;
        for (int lane = 0; lane < 8; lane++)
            sum += lanes[lane];
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
