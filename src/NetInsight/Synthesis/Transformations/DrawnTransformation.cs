using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;
using NetInsight.Synthesis.Parameterizations;

namespace NetInsight.Synthesis.Transformations;

/// <summary>
/// One random transformation of one image, as it was drawn: stages one after the other. Consecutive affine maps are one, so that the image
/// is sampled once.
/// </summary>
/// <param name="range">The values of pixels.</param>
/// <param name="height">Rows of the image.</param>
/// <param name="width">Columns of the image.</param>
internal sealed class DrawnTransformation(PixelRange range, int height, int width)
{
    private readonly List<ImageStage> _stages = [];

    /// <summary>Channels of the image.</summary>
    public int Channels => range.Channels;

    /// <summary>The values of pixels.</summary>
    public PixelRange Range => range;

    /// <summary>Rows of the result so far.</summary>
    public int Height => _stages.Count > 0 ? _stages[^1].Height : height;

    /// <summary>Columns of the result so far.</summary>
    public int Width => _stages.Count > 0 ? _stages[^1].Width : width;

    /// <summary>Draws transformations of an image, so many copies of it as they make, all of the image's own size in the end.</summary>
    public static DrawnTransformation[] Draw(
        IReadOnlyList<Transformation> transformations, PixelRange range, int height, int width, ref Pcg32 random)
    {
        List<DrawnTransformation> drawn = [new(range, height, width)];
        foreach (Transformation transformation in transformations)
        {
            List<DrawnTransformation> next = [];
            foreach (DrawnTransformation before in drawn)
            {
                for (int copy = 0; copy < transformation.Copies; copy++)
                {
                    DrawnTransformation extended = new(range, height, width);
                    extended._stages.AddRange(before._stages);
                    transformation.Extend(extended, ref random);
                    next.Add(extended);
                }
            }

            drawn = next;
        }

        foreach (DrawnTransformation one in drawn)
        {
            if ((one.Height, one.Width) != (height, width))
                one.Sample(height, width, AffineMap.Box(0, 0, one.Height, one.Width, height, width));
        }

        return [.. drawn];
    }

    /// <summary>Goes on with an affine map; outside the image it shows mid gray.</summary>
    public void Sample(int rows, int columns, AffineMap map)
    {
        if (_stages.Count > 0 && _stages[^1] is SamplingStage last)
        {
            _stages[^1] = last.Then(rows, columns, map);
            return;
        }

        float[] gray = [.. Enumerable.Range(0, Channels).Select(channel => range.At(channel, 0.5))];
        _stages.Add(new SamplingStage(Height, Width, rows, columns, map, gray));
    }

    /// <summary>Goes on with a stage.</summary>
    public void Add(ImageStage stage) => _stages.Add(stage);

    /// <summary>Computes ahead, on several threads, what does not depend on the image.</summary>
    public void Prepare(CpuDevice device)
    {
        foreach (ImageStage stage in _stages)
            stage.Prepare(device);
    }

    /// <summary>Gives back what was computed ahead.</summary>
    public void Release()
    {
        foreach (ImageStage stage in _stages)
            stage.Release();
    }

    /// <summary>The transformed image.</summary>
    public void Apply(ReadOnlySpan<float> image, Span<float> result)
    {
        ReadOnlySpan<float> current = image;
        for (int index = 0; index < _stages.Count; index++)
        {
            ImageStage stage = _stages[index];
            Span<float> next = index == _stages.Count - 1 ? result : new float[Channels * stage.Height * stage.Width];
            stage.Apply(current, next);
            current = next;
        }

        if (_stages.Count == 0)
            image.CopyTo(result);
    }

    /// <summary>From the gradient of the result to that of the image.</summary>
    public void Adjoint(ReadOnlySpan<float> gradient, Span<float> result)
    {
        ReadOnlySpan<float> current = gradient;
        for (int index = _stages.Count - 1; index >= 0; index--)
        {
            (int rows, int columns) = index == 0 ? (height, width) : (_stages[index - 1].Height, _stages[index - 1].Width);
            Span<float> next = index == 0 ? result : new float[Channels * rows * columns];
            _stages[index].Adjoint(current, next);
            current = next;
        }

        if (_stages.Count == 0)
            gradient.CopyTo(result);
    }
}
