namespace NetInsight.Tests.Formats.ConvNetJs;

/// <summary>Each layer type against its definition in ConvNetJS, written plainly in doubles with ConvNetJS's HWC layout.</summary>
public sealed class ConvNetJsLayerTests
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData(5, 4, 3, 3, 2, 1, 1)]
    [InlineData(7, 6, 2, 2, 3, 2, 0)]
    [InlineData(6, 6, 4, 3, 3, 3, 2)]
    public void Conv(int width, int height, int depth, int kernelWidth, int kernelHeight, int stride, int pad)
    {
        const int Outputs = 5;
        float[] filters = Uniform("filters", Outputs * kernelWidth * kernelHeight * depth), biases = Uniform("biases", Outputs);
        int outWidth = (width + 2 * pad - kernelWidth) / stride + 1, outHeight = (height + 2 * pad - kernelHeight) / stride + 1;
        string fields = $"\"stride\":{stride},\"pad\":{pad},\"in_depth\":{depth},\"out_sx\":{outWidth},\"out_sy\":{outHeight}";
        Check(
            new Vol(height, width, depth),
            ConvNetJsBuilder.Conv(kernelHeight, kernelWidth, depth, filters, biases, fields),
            new Vol(outHeight, outWidth, Outputs),
            (x, column, row, d) =>
            {
                double sum = biases[d];
                for (int fy = 0; fy < kernelHeight; fy++)
                {
                    for (int fx = 0; fx < kernelWidth; fx++)
                    {
                        int oy = row * stride - pad + fy, ox = column * stride - pad + fx;
                        if (oy < 0 || oy >= height || ox < 0 || ox >= width)
                            continue;
                        for (int fd = 0; fd < depth; fd++)
                            sum += filters[d * kernelWidth * kernelHeight * depth + (fy * kernelWidth + fx) * depth + fd] * x(ox, oy, fd);
                    }
                }

                return sum;
            });
    }

    [Theory]
    [InlineData(6, 5, 2, 2, 2, 0)]
    [InlineData(7, 6, 3, 3, 2, 1)]
    [InlineData(5, 8, 3, 2, 1, 1)]
    public void Pool(int width, int height, int kernelWidth, int kernelHeight, int stride, int pad)
    {
        int outWidth = (width + 2 * pad - kernelWidth) / stride + 1, outHeight = (height + 2 * pad - kernelHeight) / stride + 1;
        Check(
            new Vol(height, width, 3),
            ConvNetJsBuilder.Layer("pool", $"\"sx\":{kernelWidth},\"sy\":{kernelHeight},\"stride\":{stride},\"pad\":{pad},\"in_depth\":3"),
            new Vol(outHeight, outWidth, 3),
            (x, column, row, d) =>
            {
                double largest = -99999;
                for (int oy = row * stride - pad; oy < row * stride - pad + kernelHeight; oy++)
                {
                    for (int ox = column * stride - pad; ox < column * stride - pad + kernelWidth; ox++)
                    {
                        if (oy >= 0 && oy < height && ox >= 0 && ox < width)
                            largest = Math.Max(largest, x(ox, oy, d));
                    }
                }

                return largest;
            });
    }

    [Fact]
    public void Relu() =>
        Check(new Vol(2, 3, 4), ConvNetJsBuilder.Layer("relu"), new Vol(2, 3, 4), (x, column, row, d) => Math.Max(x(column, row, d), 0));

    [Fact]
    public void Sigmoid() => Check(
        new Vol(2, 3, 4), ConvNetJsBuilder.Layer("sigmoid"), new Vol(2, 3, 4), (x, column, row, d) =>
            1 / (1 + Math.Exp(-x(column, row, d))));

    [Fact]
    public void Tanh() =>
        Check(new Vol(2, 3, 4), ConvNetJsBuilder.Layer("tanh"), new Vol(2, 3, 4), (x, column, row, d) => Math.Tanh(x(column, row, d)));

    [Theory]
    [InlineData(6, 1)]
    [InlineData(6, 2)]
    [InlineData(8, 3)]                  // the remainder at the end is unused
    [InlineData(5, 5)]
    public void Maxout(int depth, int size) => Check(
        new Vol(2, 3, depth),
        ConvNetJsBuilder.Layer("maxout", $"\"group_size\":{size},\"out_depth\":{depth / size},\"out_sx\":3,\"out_sy\":2"),
        new Vol(2, 3, depth / size),
        (x, column, row, d) => Enumerable.Range(d * size, size).Max(channel => x(column, row, channel)));

    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(4)]                     // ConvNetJS warns and uses one channel more
    [InlineData(1_000_001)]
    public void Lrn(int n) => Check(
        new Vol(2, 3, 7),
        ConvNetJsBuilder.Layer("lrn", $"\"k\":1.5,\"n\":{n},\"alpha\":2.5,\"beta\":0.75"),
        new Vol(2, 3, 7),
        (x, column, row, d) =>
        {
            double squares = 0;
            for (int j = Math.Max(0, d - n / 2); j <= Math.Min(d + n / 2, 6); j++)
                squares += x(column, row, j) * x(column, row, j);
            return x(column, row, d) * Math.Pow(1.5 + 2.5 / n * squares, -0.75);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    [InlineData(1)]
    public void Dropout_multiplies_by_one_minus_drop_prob(double dropped) => Check(
        new Vol(2, 3, 4),
        ConvNetJsBuilder.Layer("dropout", FormattableString.Invariant($"\"drop_prob\":{dropped}")),
        new Vol(2, 3, 4),
        (x, column, row, d) => (1 - dropped) * x(column, row, d));

    [Fact]
    public void A_fully_connected_layer_takes_its_input_in_HWC()
    {
        float[] filters = Uniform("filters", 4 * 30), biases = Uniform("biases", 4);
        Check(new Vol(2, 3, 5), ConvNetJsBuilder.FullyConnected(30, filters, biases), new Vol(1, 1, 4), (x, _, _, d) =>
            biases[d] + Enumerable.Range(0, 30).Sum(i => filters[d * 30 + i] * x(i / 5 % 3, i / 15, i % 5)));
    }

    [Fact]
    public void A_softmax_over_a_feature_map_orders_its_classes_as_HWC()
    {
        using Model model = ConvNetJsBuilder.Load(
            ConvNetJsBuilder.Network(ConvNetJsBuilder.Input(2, 3, 4), ConvNetJsBuilder.Layer("softmax", "\"num_inputs\":24")));
        Tensor input = HashFill.Uniform("x", new Shape(1, 4, 2, 3), -1, 1);
        double[] powers = [.. Enumerable.Range(0, 24).Select(i => Math.Exp(input[0, i % 4, i / 12, i / 4 % 3]))];
        Near.Absolute([.. powers.Select(power => (float)(power / powers.Sum()))], model.Probabilities(input).AsSpan(), Tolerance);
    }

    [Fact]
    public void Every_layer_that_takes_a_feature_map_may_follow_a_fully_connected_one()
    {
        float[] first = Uniform("first", 6 * 4), second = Uniform("second", 3 * 3), zeros = [0, 0, 0];
        string network = ConvNetJsBuilder.Network(
            ConvNetJsBuilder.Input(1, 2, 2),
            ConvNetJsBuilder.FullyConnected(4, first, [0, 0, 0, 0, 0, 0]),
            ConvNetJsBuilder.Layer("maxout", "\"group_size\":2"),
            ConvNetJsBuilder.Layer("lrn", "\"k\":1,\"n\":3,\"alpha\":0,\"beta\":1"),
            ConvNetJsBuilder.Layer("pool", "\"sx\":1,\"stride\":1"),
            ConvNetJsBuilder.Conv(1, 1, 3, second, zeros, "\"stride\":1"),
            ConvNetJsBuilder.Layer("dropout", "\"drop_prob\":0.5"),
            ConvNetJsBuilder.FullyConnected(3, [1, 0, 0, 0, 1, 0, 0, 0, 1], zeros),
            ConvNetJsBuilder.Layer("softmax"));
        using Model model = ConvNetJsBuilder.Load(network);
        Tensor input = HashFill.Uniform("x", new Shape(1, 2, 1, 2), -1, 1);
        double[] x = [input[0, 0, 0, 0], input[0, 1, 0, 0], input[0, 0, 0, 1], input[0, 1, 0, 1]];
        double[] hidden = [.. Enumerable.Range(0, 6).Select(i => Enumerable.Range(0, 4).Sum(j => first[i * 4 + j] * x[j]))];
        double[] largest = [.. Enumerable.Range(0, 3).Select(i => Math.Max(hidden[2 * i], hidden[2 * i + 1]))];
        double[] scores = [.. Enumerable.Range(0, 3).Select(i => 0.5 * Enumerable.Range(0, 3).Sum(j => second[i * 3 + j] * largest[j]))];
        Near.Absolute([.. scores.Select(score => (float)score)], model.Logits(input).AsSpan(), Tolerance);
        Assert.Contains(model.Layers, layer => layer.Name == "fc2");
    }

    private static float[] Uniform(string name, int count) => HashFill.Uniform(name, new Shape(count), -1, 1).AsSpan().ToArray();

    /// <summary>A network of one layer equals its definition at every position.</summary>
    private static void Check(Vol input, string layer, Vol output, Func<Func<int, int, int, double>, int, int, int, double> definition)
    {
        using Model model = ConvNetJsBuilder.Load(
            ConvNetJsBuilder.Network(ConvNetJsBuilder.Input(input.Height, input.Width, input.Depth), layer));
        Tensor x = HashFill.Uniform("x", new Shape(1, input.Depth, input.Height, input.Width), -2, 2);
        Tensor y = model.Forward(x);
        Assert.Equal(output.Width * output.Height * output.Depth, y.Count);
        float[] expected = [.. from d in Enumerable.Range(0, output.Depth)
                               from row in Enumerable.Range(0, output.Height)
                               from column in Enumerable.Range(0, output.Width)
                               select (float)definition((cx, cy, cd) => x[0, cd, cy, cx], column, row, d)];
        Near.Absolute(expected, y.AsSpan(), Tolerance * 10);
    }

    private readonly record struct Vol(int Height, int Width, int Depth);
}
