using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Convolution;

/// <summary>
/// Convolution (cross-correlation, as all of deep learning means it): y[n,m,i,j] = b[m] + sum over (c,u,v) of x[n,c, i*s + u*d - p, j*s +
/// v*d - p] * w[m,c,u,v]. Inputs: x, weights M x C/Groups x kh x kw, and bias M, which may be absent. With groups, output m reads only the
/// channels of its group.
/// </summary>
internal sealed partial record Conv(Window Window, int Groups = 1) : Operator, IFoldsAffine
{
    /// <summary>
    /// An affine map of each output channel that follows, such as a batch normalisation: y becomes Gain * y + Offset. Null for none.
    /// </summary>
    public ChannelAffine? Affine { get; init; }

    /// <summary>
    /// Whether the weights [M, C/Groups, kh, kw] are those of the convolution of stride 1 whose gradient this one is: M channels come in
    /// and C go out, and the taps are read in reverse order, w'[c,m,u,v] = w[m,c, kh-1-u, kw-1-v]. Plain weights thus are held once.
    /// </summary>
    public bool IsMirrored { get; init; }

    /// <summary>
    /// For <see cref="IsMirrored"/>: a factor of each input channel, such as the gain of a batch normalisation behind the convolution
    /// whose gradient this is; the weights take it when they are packed. Null for none.
    /// </summary>
    public ChannelAffine? InputScale { get; init; }

    /// <inheritdoc/>
    public bool CanFold => Affine is null && !IsMirrored;

    /// <inheritdoc/>
    public Operator WithAffine(ChannelAffine affine) => this with { Affine = affine };

    /// <inheritdoc/>
    public override Layout Layout => Layout.Nhwc;

    /// <inheritdoc/>
    public override (ReceptiveFieldAxis Rows, ReceptiveFieldAxis Columns) ReceptiveFieldOver(Shape input) =>
        Window.ReceptiveFieldOver(input, Name);

    /// <inheritdoc/>
    public override long MultiplyAdds(ReadOnlySpan<Shape> inputs) =>
        (long)Infer(inputs).Count * (inputs[1].Count / Math.Max(IsMirrored ? inputs[1][1] * Groups : inputs[1][0], 1));

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        FeatureMap input = FeatureMap.OfNchw(inputs[0], Name);
        Shape weight = inputs[1];
        if (weight.Rank != inputs[0].Rank)
            throw new ArgumentException($"{Name}: weights of shape {weight} do not fit an input of shape {inputs[0]}.");
        int kernelHeight = weight.Rank == 3 ? 1 : weight[2], kernelWidth = weight[-1];
        (int height, int width) = (Window.Rows.Kernel, Window.Columns.Kernel);
        if (kernelHeight != height || kernelWidth != width)
            throw new ArgumentException($"{Name}: weights of shape {weight}, but a kernel of {height} x {width}.");
        (int expected, int outputs) = IsMirrored ? (weight[0], weight[1] * Groups) : (weight[1] * Groups, weight[0]);
        if (Groups < 1 || input.Channels % Groups != 0 || weight[0] % Groups != 0)
            throw new ArgumentException($"{Name}: {Groups} groups do not divide {input.Channels} input and {outputs} output channels.");
        if (expected != input.Channels)
            throw new ArgumentException($"{Name}: weight expects {expected} channels, input has {input.Channels} ({inputs[0]}).");
        if (inputs.Length > 2 && inputs[2].Count != outputs)
            throw new ArgumentException($"{Name}: a bias of shape {inputs[2]} for {outputs} output channels.");
        return Window.Slide(input, outputs, Name).ToNchw(inputs[0]);
    }

    /// <summary>
    /// The bias with <see cref="Affine"/> folded in, Gain * b + Offset, in doubles; null where there is neither. The weights take the gain
    /// when they are packed.
    /// </summary>
    private float[]? FoldedBias(Tensor? bias)
    {
        if (Affine is not { Gain: var gain, Offset: var offset })
            return bias?.AsSpan().ToArray();
        float[] folded = new float[gain.Length];
        for (int m = 0; m < gain.Length; m++)
            folded[m] = (float)((bias is null ? 0 : (double)bias.AsSpan()[m] * gain[m]) + offset[m]);
        return folded;
    }

    /// <summary>The factor of each channel where input and output channels are the same; null for none.</summary>
    private float[]? DepthwiseGain => (Affine?.Gain, InputScale?.Gain) switch
    {
        ({ } output, { } input) => [.. output.Zip(input, (a, b) => a * b)],
        var (output, input) => output ?? input,
    };

    /// <summary>Whether each channel is convolved with itself only.</summary>
    private bool IsDepthwise(Shape weight) => Groups > 1 && weight[1] == 1 && weight[0] == Groups;
}
