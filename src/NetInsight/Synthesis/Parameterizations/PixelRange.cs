namespace NetInsight.Synthesis.Parameterizations;

/// <summary>The values of a network's input that pixels from 0 to 255 have, by channel in the input's order.</summary>
internal sealed class PixelRange
{
    private readonly float[] _black;
    private readonly float[] _white;

    /// <summary>The range of a preprocessing; that of its first channel for inputs of another number of channels.</summary>
    public PixelRange(Preprocessing preprocessing, int channels)
    {
        float[] black = [.. preprocessing.ToInput(new RgbColor(0, 0, 0))], white = [.. preprocessing.ToInput(new RgbColor(255, 255, 255))];
        IsImage = black.Length == channels;
        _black = [.. Enumerable.Range(0, channels).Select(channel => black[IsImage ? channel : 0])];
        _white = [.. Enumerable.Range(0, channels).Select(channel => white[IsImage ? channel : 0])];
        Units = [.. Enumerable.Range(0, channels).Select(channel => Math.Abs((double)Extent(channel)))];
    }

    /// <summary>Whether the input has the channels of the preprocessing.</summary>
    public bool IsImage { get; }

    /// <summary>The number of channels.</summary>
    public int Channels => _black.Length;

    /// <summary>The magnitude of the input's difference between white and black, by channel.</summary>
    public double[] Units { get; }

    /// <summary>The input's value of a pixel's value from 0 (black) to 1 (white).</summary>
    public float At(int channel, double level) => (float)(_black[channel] + level * ((double)_white[channel] - _black[channel]));

    /// <summary>The input's difference between white and black.</summary>
    public float Extent(int channel) => _white[channel] - _black[channel];

    /// <summary>The pixel's value from 0 to 1 of an input's value.</summary>
    public double LevelOf(int channel, float value) => ((double)value - _black[channel]) / ((double)_white[channel] - _black[channel]);

    /// <summary>Cuts an input to values that pixels can have.</summary>
    public void Clamp(Span<float> image)
    {
        int positions = image.Length / Channels;
        for (int channel = 0; channel < Channels; channel++)
        {
            float low = Math.Min(_black[channel], _white[channel]), high = Math.Max(_black[channel], _white[channel]);
            foreach (ref float value in image.Slice(channel * positions, positions))
                value = Math.Clamp(value, low, high);
        }
    }
}
