namespace NetInsight.Attribution;

/// <summary>Values over an input's channels as a heat map over its pixels.</summary>
internal static class ReducedChannels
{
    /// <summary>Reduces and draws.</summary>
    /// <param name="values">Values over the input, 1 x channels x height x width.</param>
    /// <param name="reduction">How channels become one value.</param>
    /// <param name="text">What the values are.</param>
    /// <param name="share">The share of positions whose magnitudes the colours tell apart.</param>
    public static Heatmap Draw(Tensor values, ChannelReduction reduction, AttributionText text, double share = AttributionDrawing.Share)
    {
        int height = values.Shape[2], width = values.Shape[3];
        float[] pixels = Reduce(values, reduction);
        string caption = text.Caption(reduction, values.Shape[1]);
        return reduction == ChannelReduction.Sum
            ? AttributionDrawing.Signed(height, width, pixels, caption, share)
            : AttributionDrawing.Magnitudes(height, width, pixels, caption, share);
    }

    /// <summary>One value for each pixel, [height x width], from values 1 x channels x height x width.</summary>
    public static float[] Reduce(Tensor values, ChannelReduction reduction)
    {
        int channels = values.Shape[1], positions = values.Shape[2] * values.Shape[3];
        ReadOnlySpan<float> x = values.AsSpan();
        float[] pixels = new float[positions];
        for (int i = 0; i < positions; i++)
        {
            double sum = 0;
            float largest = 0;
            for (int c = 0; c < channels; c++)
            {
                float value = x[c * positions + i];
                sum += reduction == ChannelReduction.Sum ? value : Math.Abs(value);
                largest = Math.Max(largest, Math.Abs(value));       // a NaN stays NaN
            }

            pixels[i] = reduction == ChannelReduction.MaximumMagnitude ? largest : (float)sum;
        }

        return pixels;
    }
}
