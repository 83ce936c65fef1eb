using NetInsight.Imaging.Heatmaps;
using NetInsight.Synthesis.Transformations;

namespace NetInsight.Synthesis.Presets;

/// <summary>The arithmetic of DeepDream on inputs, 1 x channels x height x width: resizing, rolling, steps.</summary>
internal static class DreamOctaves
{
    /// <summary>Bilinear, half-pixel centres, edge pixels repeat, not antialiased: PyTorch's <c>interpolate</c>.</summary>
    public static Tensor Resize(Tensor image, int height, int width)
    {
        (int channels, int rows, int columns) = (image.Shape[1], image.Shape[2], image.Shape[3]);
        if ((rows, columns) == (height, width))
            return image.Clone();
        Tensor result = Tensor.Uninitialized(new Shape(1, channels, height, width));
        for (int channel = 0; channel < channels; channel++)
        {
            ReadOnlySpan<float> plane = image.AsSpan().Slice(channel * rows * columns, rows * columns);
            BilinearMap.Resample(plane, rows, columns, height, width).CopyTo(result.AsSpan()[(channel * height * width)..]);
        }

        return result;
    }

    /// <summary>The sizes of the octaves, the smallest first: the next larger one divided by the scale, rounded.</summary>
    public static (int Height, int Width)[] Sizes(int height, int width, int octaves, double scale)
    {
        (int Height, int Width)[] sizes = new (int, int)[octaves];
        sizes[^1] = (height, width);
        for (int octave = octaves - 2; octave >= 0; octave--)
        {
            (int below, int beside) = sizes[octave + 1];
            sizes[octave] = (Math.Max((int)Math.Round(below / scale), 1), Math.Max((int)Math.Round(beside / scale), 1));
        }

        return sizes;
    }

    /// <summary>The image rolled down and right.</summary>
    public static Tensor Roll(Tensor image, int down, int right)
    {
        Tensor rolled = Tensor.Uninitialized(image.Shape);
        new RollStage(image.Shape[1], image.Shape[2], image.Shape[3], down, right).Apply(image.AsSpan(), rolled.AsSpan());
        return rolled;
    }

    /// <summary>Moves the image along its gradient, both in units of each channel: length x g / mean of abs(g).</summary>
    /// <returns>The gradient's mean magnitude; of 0 or NaN nothing moves.</returns>
    public static double Step(Tensor image, Tensor gradient, double length, double[] units)
    {
        int positions = image.Count / units.Length;
        double mean = 0;
        for (int i = 0; i < image.Count; i++)
            mean += Math.Abs(gradient.AsSpan()[i] * units[i / positions]) / image.Count;
        for (int i = 0; mean > 0 && i < image.Count; i++)
        {
            double unit = units[i / positions];
            image.AsSpan()[i] = (float)(image.AsSpan()[i] + length * unit * (gradient.AsSpan()[i] * unit / mean));
        }

        return mean;
    }
}
