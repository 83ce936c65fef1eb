namespace NetInsight.Synthesis.Transformations;

/// <summary>The image moved by whole pixels; what leaves it at one edge comes back at the other. Its adjoint is its inverse.</summary>
internal sealed class RollStage(int channels, int height, int width, int down, int right) : ImageStage
{
    /// <inheritdoc/>
    public override int Height => height;

    /// <inheritdoc/>
    public override int Width => width;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> image, Span<float> result) => Roll(image, result, down, right);

    /// <inheritdoc/>
    public override void Adjoint(ReadOnlySpan<float> gradient, Span<float> result) => Roll(gradient, result, -down, -right);

    private void Roll(ReadOnlySpan<float> from, Span<float> to, int rows, int columns)
    {
        int across = (columns % width + width) % width;
        for (int channel = 0; channel < channels; channel++)
        {
            for (int row = 0; row < height; row++)
            {
                int target = ((row + rows) % height + height) % height;
                ReadOnlySpan<float> source = from.Slice((channel * height + row) * width, width);
                Span<float> line = to.Slice((channel * height + target) * width, width);
                source[..(width - across)].CopyTo(line[across..]);
                source[(width - across)..].CopyTo(line);
            }
        }
    }
}
