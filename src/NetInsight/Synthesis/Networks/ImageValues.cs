using System.Globalization;
using NetInsight.Graphs;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;

namespace NetInsight.Synthesis.Networks;

/// <summary>What the values of an image network stand for: stated, recognised by its last operators, or measured.</summary>
internal static class ImageValues
{
    /// <summary>How far from a range's ends recognised bounds, and measured values, may be.</summary>
    private const double Near = 1e-3, Overshoot = 0.3, Clearly255 = 8;

    /// <summary>The form of a network.</summary>
    /// <exception cref="InvalidOperationException">Nothing states the values, and measured ones fit no range.</exception>
    public static ImageNetworkForm FormOf(ImageGraph graph, ImageNetworkOptions options, CancellationToken cancellation)
    {
        Model model = graph.Model;
        (ImageValueRange Range, string Reason)? input = options.InputRange is { } given ? (given, "given")
            : model.PreprocessingSource.IsGuess ? null : (ImageValueRange.Preprocessing, model.PreprocessingSource.ToString());
        (ImageValueRange Range, string Reason)? output = options.OutputRange is { } own ? (own, "given") : Recognized(graph);
        bool isAssumed = input is null || output is null;
        if (input is null && output is { } known)
            input = (known.Range, "assumed to be as the output");
        else if (output is null)
            (input, output) = Measured(graph, input, cancellation);
        return new ImageNetworkForm
        {
            InputRange = input!.Value.Range,
            InputReason = input.Value.Reason,
            OutputRange = output!.Value.Range,
            OutputReason = output.Value.Reason,
            IsAssumed = isAssumed,
            Scale = graph.Scale,
            OutputChannels = graph.OutputChannels,
            StatedSize = graph.Stated,
        };
    }

    /// <summary>The preprocessing that makes such values; of so many channels.</summary>
    public static Preprocessing PreprocessingOf(ImageValueRange range, Model model, int channels)
    {
        Preprocessing own = model.Preprocessing;
        ChannelOrder order = channels == 1 ? ChannelOrder.Gray : own.Channels == ChannelOrder.Gray ? ChannelOrder.Rgb : own.Channels;
        return range switch
        {
            ImageValueRange.ZeroToOne => new Preprocessing { Channels = order, Scale = 1 / 255.0 },
            ImageValueRange.ZeroTo255 => new Preprocessing { Channels = order },
            ImageValueRange.MinusOneToOne => new Preprocessing { Channels = order, Scale = 1 / 127.5, Mean = [1] },
            _ when own.ChannelCount == channels || (own.Mean.Length == 1 && own.Std.Length == 1) => own with { Channels = order },
            _ => throw new InvalidOperationException(
                $"The output has {channels} channels, but the preprocessing {own.ChannelCount} with means of their own: say what the "
                + $"output's values are with {nameof(ImageNetworkOptions)}.{nameof(ImageNetworkOptions.OutputRange)}."),
        };
    }

    /// <summary>The range that the network's last operators give: bounds of a function, scaled and shifted by constants.</summary>
    private static (ImageValueRange, string)? Recognized(ImageGraph graph)
    {
        Graph nodes = graph.Model.Graph;
        Dictionary<int, Node> makers = nodes.Nodes.ToDictionary(node => node.Output);
        double factor = 1, shift = 0;                       // output = factor * value + shift
        int value = graph.Output;
        while (makers.TryGetValue(value, out Node? node))
        {
            (double Low, double High, string Name)? bounds = node.Operator switch
            {
                Activation<Sigmoid> => (0, 1, "a sigmoid"),
                Activation<Tanh> => (-1, 1, "a hyperbolic tangent"),
                Activation<Clip> { Rule: var clip } => (clip.Minimum, clip.Maximum, "a clip"),
                _ => null,
            };
            if (bounds is { } found && RangeOf(factor * found.Low + shift, factor * found.High + shift) is { } range)
                return (range, $"the network ends in {found.Name}");
            if (node.Operator is Identity or Transpose or Reshape)
                value = node.Inputs[0];
            else if (Step(nodes, node) is { } step)
                (value, factor, shift) = (step.Value, factor * step.Factor, factor * step.Shift + shift);
            else
                break;
        }

        return null;
    }

    /// <summary>A node that scales or shifts a value by one number: factor * value + shift.</summary>
    private static (int Value, double Factor, double Shift)? Step(Graph graph, Node node)
    {
        if (node.Inputs is not [var first, var second])
            return null;
        double? left = Number(first), right = Number(second);
        return (node.Operator, left, right) switch
        {
            (Arithmetic<Mul>, null, { } c) => (first, c, 0),
            (Arithmetic<Mul>, { } c, null) => (second, c, 0),
            (Arithmetic<Div>, null, { } c) => (first, 1 / c, 0),
            (Arithmetic<Add>, null, { } c) => (first, 1, c),
            (Arithmetic<Add>, { } c, null) => (second, 1, c),
            (Arithmetic<Sub>, null, { } c) => (first, 1, -c),
            _ => null,
        };

        double? Number(int value) => graph.Values[value].Constant is { Count: 1 } constant ? constant.AsSpan()[0] : null;
    }

    private static ImageValueRange? RangeOf(double low, double high)
    {
        return Is(0, 1) ? ImageValueRange.ZeroToOne : Is(0, 255) ? ImageValueRange.ZeroTo255
            : Is(-1, 1) ? ImageValueRange.MinusOneToOne : null;

        bool Is(double black, double white) => Math.Abs(low - black) <= Near * white && Math.Abs(high - white) <= Near * white;
    }

    /// <summary>
    /// The output's values for a test pattern, without its most extreme hundredth at both ends, and with them an input that nothing states.
    /// </summary>
    private static ((ImageValueRange, string) Input, (ImageValueRange, string) Output) Measured(
        ImageGraph graph, (ImageValueRange Range, string Reason)? input, CancellationToken cancellation)
    {
        Preprocessing preprocessing = PreprocessingOf(input?.Range ?? ImageValueRange.ZeroToOne, graph.Model, graph.InputChannels);
        Tensor pattern = preprocessing.ToTensor([Pattern(graph.TestSize)]);
        Tensor result = graph.Model.Extend(graph.Opened(graph.TestSize))
            .Run([pattern], new HashSet<int> { graph.Output }, cancellation)[graph.Output];
        float[] values = graph.Model.FirstImageOf(result).AsSpan().ToArray();
        Array.Sort(values);
        double low = values[values.Length / 100], high = values[^(values.Length / 100 + 1)];
        bool isNormalized = input is { Range: ImageValueRange.Preprocessing } && preprocessing.Mean.Any(mean => mean != 0);
        ImageValueRange? range = high > Clearly255 && low > -Clearly255 * 8 && high < 255 * 4 ? ImageValueRange.ZeroTo255
            : low >= -Overshoot && high <= 1 + Overshoot ? ImageValueRange.ZeroToOne
            : isNormalized && low >= -4 && high <= 4 ? ImageValueRange.Preprocessing
            : low >= -1 - Overshoot && high <= 1 + Overshoot ? ImageValueRange.MinusOneToOne
            : null;
        string measured = string.Create(
            CultureInfo.InvariantCulture, $"of a test pattern 98 of 100 values lie from {low:G3} to {high:G3}");
        if (range is not { } output || !double.IsFinite(low) || !double.IsFinite(high))
        {
            throw new InvalidOperationException(
                $"What the network's output stands for is not known: nothing states it, and {measured}. Say it with "
                + $"{nameof(ImageNetworkOptions)}.{nameof(ImageNetworkOptions.OutputRange)} and "
                + $"{nameof(ImageNetworkOptions.InputRange)}.");
        }

        return (input ?? (output, "assumed to be as the output"), (output, $"assumed: {measured}"));
    }

    /// <summary>Waves of all colours, from black to white.</summary>
    private static RgbImage Pattern(ImageSize size)
    {
        byte[] pixels = new byte[3 * size.Height * size.Width];
        for (int at = 0; at < size.Height * size.Width; at++)
        {
            double i = at / size.Width, j = at % size.Width;
            pixels[3 * at] = Wave(i / 9 + j / 31);
            pixels[3 * at + 1] = Wave(i / 23 - j / 13 + 1);
            pixels[3 * at + 2] = Wave(i / 37 + j / 7 + 2);
        }

        return new RgbImage(pixels, size.Height, size.Width);

        static byte Wave(double phase) => (byte)Math.Round(127.5 + 127.5 * Math.Sin(phase));
    }
}
