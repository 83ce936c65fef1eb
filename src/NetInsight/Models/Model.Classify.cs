using System.Collections.Immutable;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>
    /// An image as the network's input, 1 x channels x height x width: resized, cropped and normalised by <see cref="Preprocessing"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The file leaves the input's size open, or the channels do not fit the preprocessing.
    /// </exception>
    public Tensor Prepare(RgbImage image)
    {
        (int height, int width) = InputSize();
        return Preprocessing.Apply(image, height, width);
    }

    /// <summary>The image at the size of the network's input: resized and cropped, still pixels. Heatmaps refer to its pixels.</summary>
    /// <exception cref="InvalidOperationException">
    /// The file leaves the input's size open, or the channels do not fit the preprocessing.
    /// </exception>
    public RgbImage Fit(RgbImage image)
    {
        (int height, int width) = InputSize();
        return Preprocessing.Fit(image, height, width);
    }

    /// <summary>
    /// The most probable classes of an image, best first: by probability, then by logit, then in the order of classes; NaN last. The
    /// probabilities of <see cref="HeadKind.Sigmoid"/> are each class's own.
    /// </summary>
    /// <param name="image">An image of any size; <see cref="Preprocessing"/> makes it the network's input.</param>
    /// <param name="count">How many classes to return; fewer where the network has fewer.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier (the message says what its output is), the labels do not fit, or the file leaves the input's size open.
    /// </exception>
    public IReadOnlyList<Prediction> Classify(RgbImage image, int count = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Tensor logits = Logits(Prepare(image), cancellationToken: cancellationToken);
        CheckLabels(logits.Shape[1]);
        return BestOf(logits, ClassifierHead.Probabilities(logits), 0, count);
    }

    /// <summary>The most probable classes of a preprocessed image, best first.</summary>
    internal ImmutableArray<Prediction> BestOfOne(Tensor input, int count, CancellationToken cancellation)
    {
        Tensor logits = Logits(input, cancellationToken: cancellation);
        return BestOf(logits, ClassifierHead.Probabilities(logits), 0, count);
    }

    /// <summary>The most probable classes of one image of a batch.</summary>
    private ImmutableArray<Prediction> BestOf(Tensor logits, Tensor probabilities, int image, int count) =>
    [
        .. Enumerable.Range(0, logits.Shape[1])
            .OrderByDescending(index => probabilities[image, index])
            .ThenByDescending(index => logits[image, index])
            .Take(count)
            .Select(index => new Prediction(index, LabelOf(index), probabilities[image, index], logits[image, index])),
    ];

    /// <summary>Rows and columns of the input that preprocessing makes.</summary>
    /// <exception cref="InvalidOperationException">
    /// The file leaves the input's size open, or the channels do not fit the preprocessing.
    /// </exception>
    internal (int Height, int Width) InputSize()
    {
        if (InputShape is not { Rank: 4 } shape)
        {
            throw new InvalidOperationException(InputShape is { } other
                ? $"The network's input of shape {other} is no image (batch x channels x height x width): prepare a tensor of this shape "
                    + "and run it by Logits, Probabilities, Forward or Run."
                : "The model file leaves the input's size open: make the input with Preprocessing.Apply and a size of your choice.");
        }

        if (shape[1] is not (1 or 3))
        {
            throw new InvalidOperationException(
                $"The network takes {shape[1]} channels, but an image has 3, or 1 if gray: prepare a tensor of shape {shape} and run it by "
                + $"{nameof(Logits)}, {nameof(Probabilities)}, {nameof(Forward)} or {nameof(Run)}.");
        }

        if (shape[1] != Preprocessing.ChannelCount)
        {
            throw new InvalidOperationException(
                $"The network takes {shape[1]} channels, but the preprocessing makes {Preprocessing.ChannelCount}: choose "
                + $"{nameof(ModelOptions)}.{nameof(ModelOptions.Preprocessing)} with other {nameof(Preprocessing.Channels)}.");
        }

        return (shape[2], shape[3]);
    }
}
