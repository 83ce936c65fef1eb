using CsCheck;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Recurrence;

namespace NetInsight.Tests.Kernels.Operators;

public sealed class RecurrenceTests : OperatorTests
{
    private protected override Gen<Case> Cases =>
        from cell in Gen.Enum<RecurrentCell>()
        from direction in Gen.Enum<RecurrentDirection>()
        from output in Gen.Int[0, cell == RecurrentCell.Lstm ? 2 : 1]
        from function in Gen.Enum<RecurrentFunction>()
        from clip in Gen.OneOf(0f, 0.5f)
        from flags in Gen.Bool.Array[3]
        from extents in Gen.Int[1, 4].Array[3]
        from units in Gen.Int[1, 11]
        let op = new Recurrence(cell, direction, (RecurrentOutput)output, function, clip, flags[0], flags[1])
        let d = direction == RecurrentDirection.Bidirectional ? 2 : 1
        let rows = units * Gates(cell)
        let state = new Shape(d, flags[2] ? 1 : extents[1], units)
        select new Case(
            op,
            new Shape(extents),
            new Shape(d, rows, extents[2]),
            new Shape(d, rows, units),
            new Shape(d, 2 * rows),
            state,
            state,
            new Shape(d, 3 * units));

    private protected override double ToleranceOf(Operator op) => Tolerances.SmallNetwork;

    private static int Gates(RecurrentCell cell) => cell == RecurrentCell.Rnn ? 1 : cell == RecurrentCell.Gru ? 3 : 4;

    /// <summary>The equations of ONNX's documents, gate by gate.</summary>
    private protected override DoubleTensor Define(Operator op, DoubleTensor[] x)
    {
        Recurrence layer = (Recurrence)op;
        int steps = x[0].Shape[0], batch = x[0].Shape[1], size = x[0].Shape[2], directions = x[2].Shape[0], units = x[2].Shape[2];
        int rows = Gates(layer.Cell) * units;
        double[,,,] states = new double[steps, directions, batch, units];
        double[,,] last = new double[directions, batch, units], cells = new double[directions, batch, units];
        for (int d = 0; d < directions; d++)
        {
            for (int n = 0; n < batch; n++)
            {
                double[] h = First(x[4], d, n), c = First(x[5], d, n);
                for (int s = 0; s < steps; s++)
                {
                    int t = layer.Direction == RecurrentDirection.Reverse || d == 1 ? steps - 1 - s : s;
                    double Input(int g, int u) =>
                        Enumerable.Range(0, size).Sum(i => x[1][d, g * units + u, i] * x[0][t, n, i]) + x[3][d, g * units + u];
                    double Hidden(int g, int u, double[] of) =>
                        Enumerable.Range(0, units).Sum(i => x[2][d, g * units + u, i] * of[i]) + x[3][d, rows + g * units + u];
                    double Peephole(int g, int u, double[] of) => x[6][d, g * units + u] * of[u];
                    int[] all = [.. Enumerable.Range(0, units)];
                    if (layer.Cell == RecurrentCell.Rnn)
                    {
                        h = [.. all.Select(u => F(Clipped(Input(0, u) + Hidden(0, u, h))))];
                    }
                    else if (layer.Cell == RecurrentCell.Gru)
                    {
                        double[] before = h, z = [.. all.Select(u => Sigmoid(Clipped(Input(0, u) + Hidden(0, u, before))))];
                        double[] r = [.. all.Select(u => Sigmoid(Clipped(Input(1, u) + Hidden(1, u, before))))];
                        double[] rh = [.. all.Select(u => r[u] * before[u])];
                        double[] made = [.. all.Select(
                            u => F(Clipped(Input(2, u) + (layer.ResetsAfter ? r[u] * Hidden(2, u, before) : Hidden(2, u, rh)))))];
                        h = [.. all.Select(u => (1 - z[u]) * made[u] + z[u] * before[u])];
                    }
                    else
                    {
                        double[] before = h, old = c;
                        double[] i = [.. all.Select(u => Sigmoid(Clipped(Input(0, u) + Hidden(0, u, before) + Peephole(0, u, old))))];
                        double[] f = [.. all.Select(u => layer.CouplesGates
                            ? 1 - i[u]
                            : Sigmoid(Clipped(Input(2, u) + Hidden(2, u, before) + Peephole(2, u, old))))];
                        c = [.. all.Select(u => f[u] * old[u] + i[u] * F(Clipped(Input(3, u) + Hidden(3, u, before))))];
                        double[] now = c, o = [.. all.Select(
                            u => Sigmoid(Clipped(Input(1, u) + Hidden(1, u, before) + Peephole(1, u, now))))];
                        h = [.. all.Select(u => o[u] * F(now[u]))];
                    }

                    foreach (int u in all)
                        (states[t, d, n, u], last[d, n, u], cells[d, n, u]) = (h[u], h[u], c[u]);
                }
            }
        }

        return layer.Output switch
        {
            RecurrentOutput.States =>
                DoubleTensor.Make(new Shape(steps, directions, batch, units), at => states[at[0], at[1], at[2], at[3]]),
            RecurrentOutput.LastState => DoubleTensor.Make(new Shape(directions, batch, units), at => last[at[0], at[1], at[2]]),
            _ => DoubleTensor.Make(new Shape(directions, batch, units), at => cells[at[0], at[1], at[2]]),
        };

        double[] First(DoubleTensor state, int d, int n) =>
            [.. Enumerable.Range(0, units).Select(u => state[d, state.Shape[1] == 1 ? 0 : n, u])];
        double Clipped(double value) => layer.Clip == 0 ? value : Math.Clamp(value, -layer.Clip, layer.Clip);
        double F(double value) => layer.F switch
        {
            RecurrentFunction.Tanh => Math.Tanh(value),
            RecurrentFunction.Relu => Math.Max(value, 0),
            _ => Sigmoid(value),
        };
        static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
    }
}
