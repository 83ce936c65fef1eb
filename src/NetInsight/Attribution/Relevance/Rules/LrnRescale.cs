using NetInsight.Graphs.Gradients.Building;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Attribution.Relevance.Rules;

/// <summary>
/// Local response normalisation as the steps of which it is made: q = x x, s = Bias + Alpha / Size * sum of q over neighbouring channels (a
/// 1 x 1 convolution), g = s^-Beta, y = x g; products and the power by the rules of DeepLIFT.
/// </summary>
internal sealed record LrnRescale : IGradientRule
{
    /// <inheritdoc/>
    public void Apply(GradientContext node)
    {
        Lrn lrn = (Lrn)node.Operator;
        Shape shape = node.ShapeOfInput(0);
        int band = node.Constant(BandOf(lrn, shape[1], shape.Rank)), bias = node.Constant(BiasOf(lrn, shape[1]));
        Conv sums = new(shape.Rank == 3 ? new Window(WindowAxis.One, WindowAxis.One) : Window.Square(1));
        (int x, int x0) = (node.Input(0), node.BaselineOf(node.Input(0)));
        (int s, int g) = Steps(x);
        (int s0, int g0) = Steps(x0);
        int both = node.Sum(x, x0);

        // y = x g
        int ofX = node.Multiply(node.Gradient, node.Scale(node.Sum(g, g0), 0.5f));
        int ofG = node.Multiply(node.Gradient, node.Scale(both, 0.5f));

        // g = s^-Beta, whose derivative is -Beta g / s
        int slope = node.Scale(node.Divide(g, s), -lrn.Beta);
        int ofS = node.Multiply(ofG, node.Ratio(node.Subtract(g, g0), node.Subtract(s, s0), slope));

        // s from q, q = x x
        int ofQ = node.Add(sums with { IsMirrored = true }, ofS, band);
        node.Contribute(0, node.Sum(ofX, node.Multiply(ofQ, both)));

        (int S, int G) Steps(int value)
        {
            int sum = node.Add(sums, node.Multiply(value, value), band, bias);
            return (sum, node.Add(new Arithmetic<Pow>(), sum, node.Constant(-lrn.Beta)));
        }
    }

    /// <summary>Alpha / Size where channel k is a neighbour of channel c: c - floor((Size - 1) / 2) to c + ceil((Size - 1) / 2).</summary>
    private static Tensor BandOf(Lrn lrn, int channels, int rank)
    {
        Tensor band = new(new Shape([channels, channels, .. Enumerable.Repeat(1, rank - 2)]));
        for (int c = 0; c < channels; c++)
        {
            for (int k = Math.Max(c - (lrn.Size - 1) / 2, 0); k <= Math.Min(c + lrn.Size / 2, channels - 1); k++)
                band.AsSpan()[c * channels + k] = lrn.Alpha / lrn.Size;
        }

        return band;
    }

    private static Tensor BiasOf(Lrn lrn, int channels)
    {
        Tensor bias = new(new Shape(channels));
        bias.AsSpan().Fill(lrn.Bias);
        return bias;
    }
}
