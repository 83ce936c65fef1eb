using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators;

/// <summary>One step of a network, with ONNX's name and semantics: the shape it makes and how each kind of device computes it.</summary>
/// <remarks>
/// An immutable value. <see cref="Infer"/> takes and returns logical shapes (NCHW). The kernels receive tensors with the storage shape of
/// the layout that <see cref="Layout"/> names: operators of feature maps receive N x H x W x C.
/// </remarks>
internal abstract record Operator
{
    private protected Operator()
    {
    }

    /// <summary>The operator's name in ONNX.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The layout in which the kernels compute.</summary>
    public virtual Layout Layout => Layout.Nchw;

    /// <summary>
    /// For <see cref="Layout.Nhwc"/>: whether an input is a feature map in that layout, and not a parameter with a layout of its own.
    /// </summary>
    public virtual bool TakesFeatureMap(int input) => input == 0;

    /// <summary>Whether the result is the first input's memory under another shape, so that nothing needs computing.</summary>
    public virtual bool IsView => false;

    /// <summary>For feature maps in NHWC: whether each position of the result depends on the same position of the inputs alone.</summary>
    public virtual bool IsPointwise => false;

    /// <summary>
    /// Whether each image of the result depends on the same image of the inputs alone, provided that dimension 0 of inputs and result is
    /// the batch.
    /// </summary>
    public virtual bool IsPerImage => IsPointwise || IsView;

    /// <summary>The result's shape.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit the operator or each other; the message names both.</exception>
    public abstract Shape Infer(ReadOnlySpan<Shape> inputs);

    /// <summary>
    /// The receptive field of a position of the result in the first input's rows and columns; by default the same position only.
    /// </summary>
    /// <param name="input">The logical shape of the input.</param>
    public virtual (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One);

    /// <summary>
    /// Whether <see cref="ReceptiveFieldOver"/> holds for every position of the result; not so where the result places inputs side by side.
    /// </summary>
    public virtual bool HasReceptiveField(Shape input) => true;

    /// <summary>Multiply-adds that the result takes; 0 for operators without products.</summary>
    public virtual long MultiplyAdds(ReadOnlySpan<Shape> inputs) => 0;

    /// <summary>For operators that mix all positions: the receptive field is the whole feature map.</summary>
    private protected static (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) WholeMap(Shape input) => input.Rank switch
    {
        4 => (ReceptiveFieldAxis.All(input[2]), ReceptiveFieldAxis.All(input[3])),
        3 => (ReceptiveFieldAxis.One, ReceptiveFieldAxis.All(input[2])),
        _ => (ReceptiveFieldAxis.One, ReceptiveFieldAxis.One),
    };

    /// <summary>For <see cref="Layout.Any"/>: the operator that does the same to tensors in NHWC.</summary>
    public virtual Operator InNhwc(int rank) => this;

    /// <summary>Computes the result on the CPU.</summary>
    public abstract void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y);

    /// <summary>Packs constant inputs for the CPU.</summary>
    public virtual PackedOperator Pack(CpuDevice device, ReadOnlySpan<Tensor?> inputs) => PackedOperator.Unchanged(this, inputs.Length);

    /// <summary>
    /// Computes the result on a GPU. An operator without GPU kernels is implemented in one line, <c>device.RunOnHost(this, x, y)</c>: its
    /// inputs are then read back, the result is computed on the CPU and written to the GPU.
    /// </summary>
    public abstract void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y);

    /// <summary>Packs constant inputs for the GPU and keeps them there.</summary>
    public virtual PackedOperator Pack(GpuDevice device, ReadOnlySpan<Tensor?> inputs) => PackedOperator.Unchanged(this, inputs.Length);

    /// <summary>
    /// Computes the result with parameters (all inputs but the first) that are known only in the run: packed for this one time.
    /// </summary>
    private protected void ForwardPacked(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        Pack(device, [null, .. x[1..]]).Operator.Forward(device, x[..1], y);

    /// <summary>The axis of the NHWC layout that holds axis <paramref name="axis"/> of the logical shape.</summary>
    private protected static int AxisInNhwc(int axis, int rank) => axis switch
    {
        0 => 0,
        1 => rank - 1,
        _ => axis - 1,
    };

    /// <summary>Checks that indices, negative ones counted from the end, lie on an axis.</summary>
    private protected void CheckIndices(ReadOnlySpan<int> indices, Shape input, int axis)
    {
        foreach (int index in indices)
        {
            if (index < -input[axis] || index >= input[axis])
                throw new ArgumentException($"{Name}: index {index} is outside the {input[axis]} elements of axis {axis} of {input}.");
        }
    }

    /// <summary>The axis counted from the start, where a negative one is counted from the end.</summary>
    private protected int Positive(int axis, int rank) => axis >= -rank && axis < rank
        ? (axis + rank) % rank
        : throw new ArgumentException($"{Name}: axis {axis} does not exist in a tensor of {rank} dimensions.");
}
