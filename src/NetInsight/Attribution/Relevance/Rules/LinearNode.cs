using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Convolution.Transposed;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>A <see cref="LinearLayer"/> at its node: runs it forwards and backwards with changed inputs and weights.</summary>
internal sealed class LinearNode(GradientContext node, LinearLayer layer)
{
    /// <summary>The node.</summary>
    public GradientContext Node => node;

    /// <summary>The layer.</summary>
    public LinearLayer Layer => layer;

    /// <summary>Whether formulas say what no input has earned.</summary>
    public bool KeepsRest { get; init; }

    /// <summary>The input a.</summary>
    public int Input => node.Input(layer.Data);

    /// <summary>The weights as the file has them; null for none.</summary>
    public int? PlainWeights => layer.Weights is { } weights ? node.Input(weights) : null;

    /// <summary>The channels of the output.</summary>
    private int Channels => node.ShapeOf(node.Output)[IsDense ? -1 : 1];

    private bool IsDense => node.Operator is Gemm or MatMul;

    /// <summary>A constant for each channel of the output, of a shape that broadcasts.</summary>
    public int PerChannel(float[] values)
    {
        int positions = IsDense ? 0 : node.ShapeOf(node.Output).Rank - 2;
        return node.Constant(new Tensor(new Shape([values.Length, .. Enumerable.Repeat(1, positions)]), values));
    }

    /// <summary>The weights with the tail's gain folded in, element by element through a function, as a constant.</summary>
    public int Weights(Func<float, float> part)
    {
        Tensor weights = node.ConstantInput(layer.Weights!.Value)!, changed = Tensor.Uninitialized(weights.Shape);
        ReadOnlySpan<float> from = weights.AsSpan();
        Span<float> to = changed.AsSpan();
        for (int i = 0; i < to.Length; i++)
            to[i] = part(layer.Tail is { } tail ? from[i] * tail.Gain[ChannelOf(weights.Shape, i)] : from[i]);
        return node.Constant(changed);
    }

    /// <summary>The bias of each channel with the tail folded in; null for none.</summary>
    public float[]? Bias()
    {
        Tensor? bias = layer.Bias is { } input ? node.ConstantInput(input) : null;
        if (bias is null && layer.Tail is null)
            return null;
        float beta = (node.Operator as Gemm)?.Beta ?? 1;
        float[] folded = new float[Channels];
        for (int m = 0; m < folded.Length; m++)
        {
            double own = bias is null ? 0 : (double)beta * bias.AsSpan()[bias.Count == 1 ? 0 : m];
            folded[m] = (float)(layer.Tail is { } tail ? own * tail.Gain[m] + tail.Offset[m] : own);
        }

        return folded;
    }

    /// <summary>The layer without its bias, on another input and other weights.</summary>
    public int Forward(int input, int? weights) => node.Add(node.Operator, Inputs(input, weights));

    /// <summary>The gradient of the input that a gradient of the output makes through other weights.</summary>
    public int Backward(int? weights, int of) => node.Derive(layer.Derivative, Inputs(Input, weights), layer.Data, of);

    /// <summary>What of the input is positive and what is negative; all of it and null where nothing is.</summary>
    public (int Raised, int? Lowered) Parts()
    {
        if (layer.IsNonNegative)
            return (Input, null);
        int raised = node.Add(new Activation<Relu>(), Input);
        return (raised, node.Subtract(Input, raised));
    }

    /// <summary>The inputs' share of the outputs' relevance, where positive and negative inputs meet weights of their own.</summary>
    /// <param name="input">What of the input is positive, or all of it, and what is negative; null where nothing is.</param>
    /// <param name="same">The weights that positive inputs meet.</param>
    /// <param name="other">Those that negative inputs meet.</param>
    /// <param name="bias">The bias; null for none.</param>
    /// <param name="relevance">The outputs' relevance.</param>
    /// <param name="epsilon">The stabiliser of the outputs.</param>
    public RelevanceShare Share((int Raised, int? Lowered) input, int same, int other, float[]? bias, int relevance, float epsilon)
    {
        int z = Forward(input.Raised, same);
        if (input.Lowered is { } lowered)
            z = node.Sum(z, Forward(lowered, other));
        int earned = z;
        if (bias is not null)
            z = node.Sum(z, PerChannel(bias));
        int share = node.Stabilized(relevance, z, epsilon), result = node.Multiply(input.Raised, Backward(same, share));
        if (input.Lowered is { } below)
            result = node.Sum(result, node.Multiply(below, Backward(other, share)));
        return new RelevanceShare(result, Rest(relevance, share, earned));
    }

    /// <summary>What of the outputs' relevance no input has earned; null where it is not asked for.</summary>
    /// <param name="relevance">The outputs' relevance.</param>
    /// <param name="share">The relevance for each unit of contribution.</param>
    /// <param name="earned">The contributions of all inputs, [outputs].</param>
    public int? Rest(int relevance, int share, int earned) =>
        KeepsRest ? node.Subtract(relevance, node.Multiply(earned, share)) : null;

    /// <summary>A value of each output, spread evenly over the inputs that it sees.</summary>
    public int Spread(int value)
    {
        Tensor ones = new(node.ShapeOf(Input));
        ones.AsSpan().Fill(1);
        int? weights = layer.Weights is null ? null : Weights(_ => 1);
        int counts = Forward(node.Constant(ones), weights);
        return Backward(weights, node.Stabilized(value, counts, RelevanceNodes.Stabilizer));
    }

    private int[] Inputs(int input, int? weights)
    {
        int[] inputs = [.. Enumerable.Range(0, layer.Bias ?? node.InputCount).Select(node.Input)];
        inputs[layer.Data] = input;
        if (weights is { } changed)
            inputs[layer.Weights!.Value] = changed;
        return inputs;
    }

    private int ChannelOf(Shape weights, int index) => node.Operator switch
    {
        Conv => index / (weights.Count / weights[0]),
        ConvTranspose transposed => TransposedChannel(weights, index, transposed.Groups),
        Gemm { TransposesB: true } => index / weights[1],
        _ => index % weights[-1],
    };

    /// <summary>Weights [C, M / groups, ...]: the inputs of a group make its outputs.</summary>
    private static int TransposedChannel(Shape weights, int index, int groups)
    {
        int inner = weights.Product(2, weights.Rank), input = index / (inner * weights[1]), output = index / inner % weights[1];
        return input / (weights[0] / groups) * weights[1] + output;
    }
}
