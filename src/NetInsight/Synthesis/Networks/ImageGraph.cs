using NetInsight.Graphs;
using NetInsight.Imaging;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Synthesis.Objectives;

namespace NetInsight.Synthesis.Networks;

/// <summary>A network as a map from images to images: its output, its layout, its scale, and the sizes that it takes.</summary>
internal sealed class ImageGraph
{
    /// <summary>Multiples to which sides are extended, in this order.</summary>
    private static readonly int[] Multiples = [1, 2, 4, 8, 16, 32, 64];

    private const int TestSide = 64;

    /// <summary>Checks a network.</summary>
    /// <exception cref="InvalidOperationException">It is no image-to-image network.</exception>
    public ImageGraph(Model model)
    {
        Model = model;
        if (model.Graph.Inputs[0].Dimensions is not [_, var channels, var height, var width] || channels is not (1 or 3 or null))
        {
            throw new InvalidOperationException(
                "The network is no image-to-image network: its input has shape "
                + $"{model.InputShape?.ToString() ?? "of open size"}; images of 1 or 3 channels are expected.");
        }

        InputChannels = channels ?? model.Preprocessing.ChannelCount;
        if (InputChannels != model.Preprocessing.ChannelCount)
        {
            throw new InvalidOperationException(
                $"The network takes {InputChannels} channels, its preprocessing makes {model.Preprocessing.ChannelCount}: choose "
                + $"{nameof(ModelOptions)}.{nameof(ModelOptions.Preprocessing)} with other {nameof(Preprocessing.Channels)}.");
        }

        Stated = height is { } rows && width is { } columns ? new ImageSize(rows, columns) : null;
        Output = model.OutputValue;
        if (model.Output.Head == HeadKind.Softmax || model.Graph.Nodes.Any(node => node.Output == Output && node.Operator is Softmax))
            throw NoImage("a softmax makes it, so that it holds scores of classes");
        (ImageSize input, ImageSize output) = FindScale();
        Scale = (double)output.Height / input.Height;
        TestSize = input;
    }

    /// <summary>The network.</summary>
    public Model Model { get; }

    /// <summary>The value that holds the image.</summary>
    public int Output { get; }

    /// <summary>Channels of the input.</summary>
    public int InputChannels { get; }

    /// <summary>Channels of the output.</summary>
    public int OutputChannels { get; private set; }

    /// <summary>Whether channels come last in the output.</summary>
    public bool IsChannelsLast { get; private set; }

    /// <summary>The output's sides divided by the input's.</summary>
    public double Scale { get; }

    /// <summary>The size that the file states.</summary>
    public ImageSize? Stated { get; }

    /// <summary>A size at which the network runs.</summary>
    public ImageSize TestSize { get; }

    /// <summary>The size to which an image is extended: the smallest at which the output has the image's size times the scale.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public ImageSize SizeFor(int height, int width, CancellationToken cancellation)
    {
        if (Model.IsForOneSize && Stated is { } own && (own.Height, own.Width) != (height, width))
        {
            throw new ArgumentException(
                "The file leaves the size open, but computes with it in a way that is not followed, so that the network was read for "
                + $"{own} (height x width); the image has {height} x {width}. Load it with {nameof(ModelOptions)}."
                + $"{nameof(ModelOptions.InputSize)} of the image's size, or resize the image.");
        }

        ArgumentException? reason = null;
        foreach (int multiple in Multiples)
        {
            ImageSize size = new(RoundUp(height, multiple), RoundUp(width, multiple));
            try
            {
                if (OutputSize(size, cancellation) is { } output && Fits(output, size))
                    return size;
            }
            catch (ArgumentException e)
            {
                reason ??= e;
            }
        }

        string only = Stated is { } stated ? $" It is made for {stated} (height x width): resize the image, or run it in tiles of "
            + $"{nameof(ImageNetworkOptions)}.{nameof(ImageNetworkOptions.TileSize)} = {Math.Min(stated.Height, stated.Width)}." : "";
        throw new ArgumentException(
            $"The network does not run on an image of {height} x {width} pixels (height x width), nor extended to multiples of 2 to "
            + $"{Multiples[^1]}.{only} {reason?.Message}".TrimEnd(),
            reason);

        bool Fits(ImageSize output, ImageSize size) =>
            output.Height == Scale * size.Height && output.Width == Scale * size.Width;

        static int RoundUp(int side, int multiple) => checked((side + multiple - 1) / multiple * multiple);
    }

    /// <summary>The network opened for an input's size.</summary>
    public Graph Opened(ImageSize size) => InputSizes.Opened(Model, new Shape(1, InputChannels, size.Height, size.Width));

    /// <summary>The output's size for an input's; null where it is no image.</summary>
    private ImageSize? OutputSize(ImageSize size, CancellationToken cancellation)
    {
        Shape input = new(1, InputChannels, size.Height, size.Width);
        Shape shape = InputSizes.Infer(
            Model, Opened(size), input, new HashSet<int> { Output }, cancellation)[Output];
        if (shape.Rank != 4)
            return null;
        IsChannelsLast = shape[1] is not (1 or 3) && shape[3] is 1 or 3;
        OutputChannels = shape[IsChannelsLast ? 3 : 1];
        ImageSize output = IsChannelsLast ? new ImageSize(shape[1], shape[2]) : new ImageSize(shape[2], shape[3]);
        return OutputChannels is 1 or 3 ? output : null;
    }

    /// <summary>
    /// The first size, of a small one and the network's own, at which the output's sides are one multiple of the input's.
    /// </summary>
    private (ImageSize Input, ImageSize Output) FindScale()
    {
        Shape own = Model.InputShape ?? new Shape(1, InputChannels, ImageSize.DefaultExtent, ImageSize.DefaultExtent);
        string found = "";
        foreach (ImageSize size in new ImageSize[] { new(own[2], own[3]), new(TestSide, TestSide), new(4 * TestSide, 4 * TestSide) })
        {
            try
            {
                if (OutputSize(size, CancellationToken.None) is { } output)
                {
                    double scale = (double)output.Height / size.Height, inverse = 1 / scale;
                    bool isOne = output.Height * (long)size.Width == output.Width * (long)size.Height;
                    if (isOne && IsWhole(Math.Max(scale, inverse)) && inverse <= 4)
                        return (size, output);
                    found = found == "" ? $"it makes {output} of {size}" : found;
                }
            }
            catch (ArgumentException e)
            {
                found = found == "" ? e.Message : found;
            }
        }

        throw NoImage(found);

        static bool IsWhole(double value) => value == Math.Round(value);
    }

    private InvalidOperationException NoImage(string found)
    {
        ModelOutput output = Model.Output;
        string others = Model.Outputs.Length == 1 ? "" : $" {nameof(ModelOptions)}.{nameof(ModelOptions.Output)} chooses among "
            + $"{string.Join(", ", Model.Outputs.Select(other => $"'{Printable.Escape(other.Name)}' {other.Shape}"))}.";
        string size = found == "" ? "" : $" ({found})";
        return new InvalidOperationException(
            $"The network is no image-to-image network: its output '{Printable.Escape(output.Name)}' has shape {output.Shape}{size}; "
            + "an image of 1 or 3 channels is expected, whose sides are a whole multiple of the input's, or a half, a third or a quarter."
            + others);
    }
}
