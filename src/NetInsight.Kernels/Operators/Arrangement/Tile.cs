using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>A tensor repeated along each axis: y[i, j, ..] = x[i mod I, j mod J, ..].</summary>
/// <param name="Repeats">Repetitions of each axis; 0 for an empty result.</param>
internal sealed record Tile(EquatableArray<int> Repeats) : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank)
    {
        int[] repeats = new int[rank];
        for (int axis = 0; axis < rank; axis++)
            repeats[AxisInNhwc(axis, rank)] = Repeats[axis];
        return new Tile([.. repeats]);
    }

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        input.Rank >= 3 && Repeats[2..].Any(times => times != 1) ? WholeMap(input) : (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0];
        if (Repeats.Length != input.Rank || Repeats.Any(times => times < 0))
            throw new ArgumentException($"{Name}: repeats [{string.Join(", ", Repeats)}] for {input.Rank} dimensions ({input}).");
        int[] result = new int[input.Rank];
        for (int axis = 0; axis < result.Length; axis++)
        {
            long extent = (long)input[axis] * Repeats[axis];
            if (extent > int.MaxValue)
                throw new ResourceLimitException($"{Name}: dimension {axis} would have {extent:N0} positions.");
            result[axis] = (int)extent;
        }

        return new Shape(result);
    }

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) => BroadcastCopy.Fill(device, x[0], y);

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (!BroadcastCopy.TryFill(device, x[0], y))
            device.RunOnHost(this, x, y);
    }
}
