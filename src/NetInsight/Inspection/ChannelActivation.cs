namespace NetInsight;

/// <summary>How strongly one channel of a layer responds to an image, in the layer's own units.</summary>
/// <param name="Channel">The channel's index, from 0.</param>
/// <param name="Mean">The mean over all positions.</param>
/// <param name="Maximum">The largest value; NaN if a value is NaN.</param>
/// <param name="ZeroShare">The share of positions where the value is exactly 0, from 0 to 1: after a ReLU, that of inactive units.</param>
public readonly record struct ChannelActivation(int Channel, double Mean, double Maximum, double ZeroShare)
{
    internal static ChannelActivation Of(int channel, ReadOnlySpan<float> values)
    {
        double sum = 0;
        float maximum = float.NegativeInfinity;
        int zeros = 0;
        foreach (float value in values)
        {
            sum += value;
            maximum = MathF.Max(maximum, value);
            zeros += value == 0 ? 1 : 0;
        }

        return new ChannelActivation(channel, sum / values.Length, maximum, (double)zeros / values.Length);
    }
}
