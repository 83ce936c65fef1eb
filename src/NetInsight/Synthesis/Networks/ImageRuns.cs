using NetInsight.Models;

namespace NetInsight.Synthesis.Networks;

/// <summary>Runs of an image network on images of one or several sizes.</summary>
internal sealed class ImageRuns
{
    private readonly ImageGraph _graph;
    private readonly Preprocessing _input;
    private readonly Preprocessing _output;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<(int Height, int Width), (ImageSize Size, ExtendedRun Run)> _runs = [];

    /// <summary>Prepares runs.</summary>
    public ImageRuns(ImageGraph graph, ImageNetworkForm form, CancellationToken cancellation)
    {
        (_graph, _cancellation) = (graph, cancellation);
        _input = ImageValues.PreprocessingOf(form.InputRange, graph.Model, graph.InputChannels);
        _output = ImageValues.PreprocessingOf(form.OutputRange, graph.Model, form.OutputChannels);
    }

    /// <summary>Pixels of the result for pixels of the image.</summary>
    public int Scaled(int pixels) => (int)(_graph.Scale * pixels);

    /// <summary>The result for an image, 1 x channels x height x width, in the network's values.</summary>
    public Tensor Run(RgbImage image)
    {
        if (!_runs.TryGetValue((image.Height, image.Width), out (ImageSize Size, ExtendedRun Run) known))
        {
            ImageSize size = _graph.SizeFor(image.Height, image.Width, _cancellation);
            known = _runs[(image.Height, image.Width)] = (size, _graph.Model.Extend(_graph.Opened(size)));
        }

        Tensor input = _input.ToTensor([ImageEdges.Extended(image, known.Size.Height, known.Size.Width)]);
        Tensor output = _graph.Model.FirstImageOf(known.Run.Run([input], new HashSet<int> { _graph.Output }, _cancellation)[_graph.Output]);
        return Cropped(output, Math.Max(Scaled(image.Height), 1), Math.Max(Scaled(image.Width), 1));
    }

    /// <summary>A result as an image.</summary>
    public RgbImage ToImage(Tensor result) => _output.ToImage(result);

    private Tensor Cropped(Tensor output, int height, int width)
    {
        (bool isLast, int channels) = (_graph.IsChannelsLast, _graph.OutputChannels);
        int rows = output.Shape[isLast ? 1 : 2], columns = output.Shape[isLast ? 2 : 3];
        Tensor result = Tensor.Uninitialized(new Shape(1, channels, height, width));
        ReadOnlySpan<float> from = output.AsSpan();
        Span<float> to = result.AsSpan();
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    float value = from[isLast ? (i * columns + j) * channels + c : (c * rows + i) * columns + j];
                    to[(c * height + i) * width + j] = float.IsFinite(value) ? value : throw new InvalidOperationException(
                        $"The network's result holds {value} (row {i}, column {j}).");
                }
            }
        }

        return result;
    }
}
