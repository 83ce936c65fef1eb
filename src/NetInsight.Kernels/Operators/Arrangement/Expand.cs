using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Arrangement;

/// <summary>A tensor broadcast to a shape, as in NumPy: dimensions of 1 are repeated, missing outer ones are added.</summary>
/// <param name="Extents">The shape to broadcast with; a 1 leaves the dimension as it is, so that a batch of any size stays.</param>
internal sealed record Expand(EquatableArray<int> Extents) : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank)
    {
        int[] extents = new int[rank];
        extents.AsSpan().Fill(1);
        for (int i = 0; i < Extents.Length; i++)
            extents[AxisInNhwc(rank - Extents.Length + i, rank)] = Extents[i];
        return new Expand([.. extents]);
    }

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input)
    {
        Shape output = Infer([input]);
        bool keepsPositions = output.Rank == input.Rank && (input.Rank < 3 || output.Dimensions[2..].SequenceEqual(input.Dimensions[2..]));
        return keepsPositions ? (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One) : WholeMap(input);
    }

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        int rank = Math.Max(inputs[0].Rank, Extents.Length);
        Shape input = inputs[0].Expand(rank);
        int[] result = input.Dimensions.ToArray();
        for (int i = 0; i < Extents.Length; i++)
        {
            int axis = rank - Extents.Length + i, extent = Extents[i];
            if (extent != 1 && input[axis] != 1 && extent != input[axis])
            {
                throw new ArgumentException(
                    $"{Name}: {inputs[0]} does not broadcast to [{string.Join(", ", Extents)}]: " +
                    $"dimension {axis} is {input[axis]} and {extent}.");
            }

            result[axis] = extent == 1 ? input[axis] : extent;
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
