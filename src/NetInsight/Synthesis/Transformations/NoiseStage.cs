namespace NetInsight.Synthesis.Transformations;

/// <summary>The image plus noise that was drawn; the gradient passes as it is.</summary>
internal sealed class NoiseStage(int height, int width, float[] noise) : ImageStage
{
    /// <inheritdoc/>
    public override int Height => height;

    /// <inheritdoc/>
    public override int Width => width;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> image, Span<float> result)
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = image[i] + noise[i];
    }

    /// <inheritdoc/>
    public override void Adjoint(ReadOnlySpan<float> gradient, Span<float> result) => gradient.CopyTo(result);
}
