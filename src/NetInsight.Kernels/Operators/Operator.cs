namespace NetInsight;

/// <summary>One step of a network, with ONNX's name and semantics: the shape it makes and how each kind of device computes it.</summary>
/// <remarks>
/// An immutable value. <see cref="Infer"/> speaks of plain shapes (NCHW). The kernels are handed their tensors in the order that
/// <see cref="Order"/> names: an operator of feature maps sees N x H x W x C, whatever the shape was called outside.
/// </remarks>
internal abstract record Operator
{
    private protected Operator()
    {
    }

    /// <summary>The operator's name in ONNX.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The order of dimensions in which the kernels compute.</summary>
    public virtual MemoryOrder Order => MemoryOrder.Plain;

    /// <summary>For <see cref="MemoryOrder.ChannelsLast"/>: whether an input is a map in that order, and not a parameter with an order of its own.</summary>
    public virtual bool TakesMap(int input) => input == 0;

    /// <summary>Whether the result is the first input's memory under another shape, so that nothing needs computing.</summary>
    public virtual bool IsView => false;

    /// <summary>For maps stored channels last: whether each place of the result follows from the same place of the inputs alone.</summary>
    public virtual bool IsPerPlace => false;

    /// <summary>
    /// Whether each picture of the result follows from the same picture of the inputs alone, provided that dimension 0 of inputs and result counts pictures.
    /// </summary>
    public virtual bool IsPerPicture => IsPerPlace || IsView;

    /// <summary>The result's shape.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit the operator or each other; the message names both.</exception>
    public abstract Shape Infer(ReadOnlySpan<Shape> inputs);

    /// <summary>What each place of the result sees of the first input's rows and columns; by default its own place only.</summary>
    /// <param name="input">The plain shape of the input.</param>
    public virtual (Reach Rows, Reach Columns) ReachOver(Shape input) => (Reach.One, Reach.One);

    /// <summary>Whether all places of the result see alike, as <see cref="ReachOver"/> says it; not so where inputs lie beside each other in it.</summary>
    public virtual bool HasReach(Shape input) => true;

    /// <summary>The multiplications with addition that the result takes; operators without products say 0.</summary>
    public virtual long MultiplyAdds(ReadOnlySpan<Shape> inputs) => 0;

    /// <summary>For operators that mix all places: the result sees every row and column of a map.</summary>
    private protected static (Reach Rows, Reach Columns) WholeMap(Shape input) => input.Rank switch
    {
        4 => (Reach.All(input[2]), Reach.All(input[3])),
        3 => (Reach.One, Reach.All(input[2])),
        _ => (Reach.One, Reach.One),
    };

    /// <summary>For <see cref="MemoryOrder.Either"/>: the operator that does the same to tensors stored channels last.</summary>
    public virtual Operator InChannelsLast(int rank) => this;

    /// <summary>Computes the result on the processor.</summary>
    public abstract void Forward(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y);

    /// <summary>Takes constant inputs in and packs them for the processor.</summary>
    public virtual Prepared Prepare(CpuDevice device, ReadOnlySpan<Tensor?> inputs) => Prepared.Unchanged(this, inputs.Length);

    /// <summary>
    /// Computes the result on a graphics card. An operator without kernels there says so in one line, <c>device.RunOnHost(this, x, y)</c>: its
    /// inputs are then fetched, computed on the processor, and the result is sent back.
    /// </summary>
    public abstract void Forward(GpuDevice device, ReadOnlySpan<GpuTensor> x, GpuTensor y);

    /// <summary>Takes constant inputs in and keeps them on the graphics card.</summary>
    public virtual Prepared Prepare(GpuDevice device, ReadOnlySpan<Tensor?> inputs) => Prepared.Unchanged(this, inputs.Length);

    /// <summary>Computes the result with parameters (all inputs but the first) that are known only now: packed for this one time.</summary>
    private protected void ForwardPrepared(CpuDevice device, ReadOnlySpan<Tensor> x, Tensor y) =>
        Prepare(device, [null, .. x[1..]]).Operator.Forward(device, x[..1], y);

    /// <summary>Where dimension <paramref name="axis"/> of a plain tensor lies when it is stored channels last.</summary>
    private protected static int AxisInChannelsLast(int axis, int rank) => axis switch
    {
        0 => 0,
        1 => rank - 1,
        _ => axis - 1,
    };

    /// <summary>Checks that indices, which may be counted from the end, lie on an axis.</summary>
    private protected void CheckPlaces(ReadOnlySpan<int> indices, Shape input, int axis)
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
