using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators;

/// <summary>One step of a network, with ONNX's name and semantics: the shape it makes and how each kind of device computes it.</summary>
/// <remarks>
/// An immutable value. <see cref="Infer"/> speaks of plain shapes (NCHW). The kernels are handed their tensors in the order that
/// <see cref="Layout"/> names: an operator of feature maps sees N x H x W x C, whatever the shape was called outside.
/// </remarks>
internal abstract record Operator
{
    private protected Operator()
    {
    }

    /// <summary>The operator's name in ONNX.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The order of dimensions in which the kernels compute.</summary>
    public virtual Layout Layout => Layout.Nchw;

    /// <summary>For <see cref="Layout.Nhwc"/>: whether an input is a map in that order, and not a parameter with an order of its own.</summary>
    public virtual bool TakesFeatureMap(int input) => input == 0;

    /// <summary>Whether the result is the first input's memory under another shape, so that nothing needs computing.</summary>
    public virtual bool IsView => false;

    /// <summary>For maps stored channels last: whether each place of the result follows from the same place of the inputs alone.</summary>
    public virtual bool IsPointwise => false;

    /// <summary>
    /// Whether each picture of the result follows from the same picture of the inputs alone, provided that dimension 0 of inputs and result counts pictures.
    /// </summary>
    public virtual bool IsPerImage => IsPointwise || IsView;

    /// <summary>The result's shape.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit the operator or each other; the message names both.</exception>
    public abstract Shape Infer(ReadOnlySpan<Shape> inputs);

    /// <summary>What each place of the result sees of the first input's rows and columns; by default its own place only.</summary>
    /// <param name="input">The plain shape of the input.</param>
    public virtual (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) => (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One);

    /// <summary>Whether all places of the result see alike, as <see cref="ReceptiveFieldOver"/> says it; not so where inputs lie beside each other in it.</summary>
    public virtual bool HasReceptiveField(Shape input) => true;

    /// <summary>The multiplications with addition that the result takes; operators without products say 0.</summary>
    public virtual long MultiplyAdds(ReadOnlySpan<Shape> inputs) => 0;

    /// <summary>For operators that mix all places: the result sees every row and column of a map.</summary>
    private protected static (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) WholeMap(Shape input) => input.Rank switch
    {
        4 => (ReceptiveFieldAxis.All(input[2]), ReceptiveFieldAxis.All(input[3])),
        3 => (ReceptiveFieldAxis.One, ReceptiveFieldAxis.All(input[2])),
        _ => (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One),
    };

    /// <summary>For <see cref="Layout.Any"/>: the operator that does the same to tensors stored channels last.</summary>
    public virtual Operator InNhwc(int rank) => this;

    /// <summary>Computes the result on the processor.</summary>
    public abstract void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y);

    /// <summary>Takes constant inputs in and packs them for the processor.</summary>
    public virtual PackedOperator Pack(CpuDevice device, ReadOnlySpan<Tensor?> inputs) => PackedOperator.Unchanged(this, inputs.Length);

    /// <summary>
    /// Computes the result on a graphics card. An operator without kernels there says so in one line, <c>device.RunOnHost(this, x, y)</c>: its
    /// inputs are then fetched, computed on the processor, and the result is sent back.
    /// </summary>
    public abstract void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y);

    /// <summary>Takes constant inputs in and keeps them on the graphics card.</summary>
    public virtual PackedOperator Pack(GpuDevice device, ReadOnlySpan<Tensor?> inputs) => PackedOperator.Unchanged(this, inputs.Length);

    /// <summary>Computes the result with parameters (all inputs but the first) that are known only now: packed for this one time.</summary>
    private protected void ForwardPacked(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        Pack(device, [null, .. x[1..]]).Operator.Forward(device, x[..1], y);

    /// <summary>Where dimension <paramref name="axis"/> of a plain tensor lies when it is stored channels last.</summary>
    private protected static int AxisInNhwc(int axis, int rank) => axis switch
    {
        0 => 0,
        1 => rank - 1,
        _ => axis - 1,
    };

    /// <summary>Checks that indices, which may be counted from the end, lie on an axis.</summary>
    private protected void CheckIndices(ReadOnlySpan<int> indices, Shape input, int axis)
    {
        foreach (int index in indices)
        {
            if (index < -input[axis] || index >= input[axis])
                throw new ArgumentException($"{Name}: index {index} is outside the {input[axis]} places of axis {axis} of {input}.");
        }
    }

    /// <summary>Counts an axis from the start where it was counted from the end.</summary>
    private protected int Positive(int axis, int rank) => axis >= -rank && axis < rank
        ? (axis + rank) % rank
        : throw new ArgumentException($"{Name}: axis {axis} does not exist in a tensor of {rank} dimensions.");
}
