using NetInsight.Imaging;

namespace NetInsight.FeatureSpace;

/// <summary>Collects rows of features [images, features] batch by batch.</summary>
internal sealed class FeatureRows(FeaturePooling pooling)
{
    private readonly Queue<Tensor> _blocks = [];

    /// <summary>Number of rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a layer's output [images, channels, ...] for a batch.</summary>
    /// <exception cref="InvalidOperationException">The output has no row for each image.</exception>
    public void Add(Tensor output, int images, string layer)
    {
        Shape shape = output.Shape;
        if (shape.Rank < 2 || shape[0] != images || output.Count == 0)
        {
            throw new InvalidOperationException(
                $"Layer '{Printable.Escape(layer)}' gives {shape} for {images} images; a row for each is needed.");
        }

        int channels = shape[1], positions = output.Count / images / channels;
        Tensor rows = output.Reshape(new Shape(images, channels * positions));
        if (pooling != FeaturePooling.None && positions > 1)
            rows = Pooled(output, images * channels, positions).Reshape(new Shape(images, channels));
        _blocks.Enqueue(rows);
        Count += images;
    }

    /// <summary>All rows as one matrix; batches are released while they are copied.</summary>
    /// <exception cref="ResourceLimitException">There are more values than an array can hold.</exception>
    public Tensor ToTensor()
    {
        Tensor result = Tensor.Uninitialized(new Shape(Count, _blocks.Peek().Shape[1]));
        Span<float> target = result.AsSpan();
        while (_blocks.TryDequeue(out Tensor? block))
        {
            block.AsSpan().CopyTo(target);
            target = target[block.Count..];
        }

        return result;
    }

    /// <summary>Mean or maximum of each row of [rows, positions].</summary>
    private Tensor Pooled(Tensor output, int rows, int positions)
    {
        Tensor result = Tensor.Uninitialized(new Shape(rows));
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> values = output.AsSpan().Slice(row * positions, positions);
            double sum = 0;
            float largest = values[0];
            foreach (float value in values)
            {
                sum += value;
                largest = MathF.Max(largest, value);
            }

            result.AsSpan()[row] = pooling == FeaturePooling.Average ? (float)(sum / positions) : largest;
        }

        return result;
    }
}
