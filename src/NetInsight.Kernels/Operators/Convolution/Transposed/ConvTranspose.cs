using System.Collections.Immutable;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Kernels.Tensors;

namespace NetInsight.Kernels.Operators.Convolution.Transposed;

/// <summary>
/// Transposed convolution over one to three axes:
/// y[n,m,o] = b[m] + sum over (c,i,t) with i*s - p + t*d = o of x[n,c,i] * w[c,m,t]. Inputs: x [N, C, positions], weights [C, M/Groups,
/// taps], and bias [M], which may be absent. With groups, output channel m depends only on the input channels of its group.
/// </summary>
internal sealed partial record ConvTranspose(EquatableArray<TransposedAxis> Axes, int Groups = 1) : Operator
{
    /// <summary>
    /// A factor of each input channel, such as the gain of a batch normalisation behind the convolution whose gradient this is; the weights
    /// take it when they are packed. Null for none.
    /// </summary>
    public ChannelAffine? InputScale { get; init; }

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        ReceptiveFieldOver(Axes, input);

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) => (long)inputs[0].Count * (inputs[1].Count / Math.Max(inputs[1][0], 1));

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        Shape input = inputs[0], weight = inputs[1];
        if (input.Rank != Axes.Length + 2 || weight.Rank != input.Rank)
            throw new ArgumentException($"{Name}: weights of shape {weight} over {Axes.Length} axes do not fit an input of shape {input}.");
        for (int axis = 0; axis < Axes.Length; axis++)
        {
            if (weight[axis + 2] != Axes[axis].Window.Kernel)
            {
                string kernel = string.Join(" x ", Axes.Select(rule => rule.Window.Kernel));
                throw new ArgumentException($"{Name}: weights of shape {weight}, but a kernel of {kernel}.");
            }
        }

        if (Groups < 1 || input[1] % Groups != 0)
            throw new ArgumentException($"{Name}: {Groups} groups do not divide {input[1]} input channels.");
        if (weight[0] != input[1])
            throw new ArgumentException($"{Name}: weight expects {weight[0]} channels, input has {input[1]} ({input}).");
        long outputs = (long)weight[1] * Groups;
        if (inputs.Length > 2 && inputs[2].Count != outputs)
            throw new ArgumentException($"{Name}: a bias of shape {inputs[2]} for {outputs} output channels.");
        return OutputShape(Axes, input, checked((int)outputs));
    }

    /// <summary>The logical shape of the output for a logical shape of the input.</summary>
    internal static Shape OutputShape(ImmutableArray<TransposedAxis> axes, Shape input, int channels)
    {
        int[] result = [input[0], channels, .. input.Dimensions[2..]];
        try
        {
            for (int axis = 0; axis < axes.Length; axis++)
                result[axis + 2] = axes[axis].For(input[axis + 2]).Outputs;
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{nameof(ConvTranspose)}: {e.Message} (input {input}).", e);
        }

        return new Shape(result);
    }

    /// <summary>
    /// The receptive field in the rows and columns of a logical shape; signals have no rows, and for volumes it is all of the input.
    /// </summary>
    internal static (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(
        ImmutableArray<TransposedAxis> axes, Shape input) =>
        axes.Length switch
        {
            1 => (ReceptiveFieldAxis.One, axes[0].ReceptiveFieldOver(input[2])),
            2 => (axes[0].ReceptiveFieldOver(input[2]), axes[1].ReceptiveFieldOver(input[3])),
            _ => WholeMap(input),
        };
}
