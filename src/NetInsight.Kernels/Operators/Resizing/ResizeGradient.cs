using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>
/// The gradient of a <see cref="Resizing.Resize"/>, which is linear: along each axis dx[i] = sum over the outputs o and taps t with
/// position[o,t] = i of weight[o,t] * dy[o], in the order of the outputs. Input: dy.
/// </summary>
/// <param name="Resize">The resizing.</param>
/// <param name="Input">The shape of its input.</param>
internal sealed record ResizeGradient(Resize Resize, Shape Input) : Operator
{
    /// <inheritdoc/>
    public override Layout Layout => Layout.Any;

    /// <inheritdoc/>
    public override Operator InNhwc(int rank) =>
        new ResizeGradient((Resize)Resize.InNhwc(rank), Input.Permute(Transpose.ToNhwc(rank).Permutation.AsSpan()));

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => WholeMap(input);

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Resize.Infer([Input]) == inputs[0]
        ? Input
        : throw new ArgumentException(
            $"{Name}: a gradient of shape {inputs[0]} for an input of {Input} resized to {Resize.Infer([Input])}.");

    /// <inheritdoc/>
    public override void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y)
    {
        if (y.Count == 0)
            return;
        if (x[0].Count == 0)
        {
            y.AsSpan().Clear();
            return;
        }

        List<(int Axis, ResizeTaps Taps)> passes = [];
        foreach (ResizeAxis resized in Resize.Axes)
        {
            ResizeTaps taps = Resize.TapsOf(resized, Input, x[0].Shape);
            if (!taps.IsIdentity || taps.HasOutside)
                passes.Add((Positive(resized.Axis, Input.Rank), taps.Transposed()));
        }

        Resize.RunPasses(device, x[0], y, passes);
    }

    /// <inheritdoc/>
    public override void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y)
    {
        if (y.Count == 0)
            return;
        bool fits = x[0].Count > 0 && !Resize.IsBeyondFloats(Input) && !Resize.IsBeyondFloats(x[0].Shape);
        if (fits && Resize.TablesOf(device, Input, x[0].Shape, isTransposed: true) is { } passes)
            Resize.RunPasses(device, x[0], y, passes);
        else
            device.RunOnHost(this, x, y);
    }
}
