using System.Globalization;
using NetInsight.Attribution;
using NetInsight.Attribution.Gradients;
using NetInsight.Imaging;
using NetInsight.Kernels.Embedding;

namespace NetInsight;

/// <summary>
/// SmoothGrad: the mean of gradients at noisy copies of an image, or their variance (VarGrad). Answers on which pixels the network's answer
/// depends, without the changes of a single gradient from one pixel to the next (Smilkov et al. 2017, arXiv:1706.03825).
/// </summary>
/// <remarks>
/// M = 1/n sum over i of dS/dx at x + e_i, e_i normal with standard deviation s (section 3); n = 50, s = 15% of the range of x. One forward
/// and one backward pass for each sample. The top class is that of the image without noise, for all samples.
/// </remarks>
/// <example>
/// <code>
/// SmoothGrad.Compute(model, photo).Over(photo).Save("smoothgrad.png");
/// SmoothGradMap spread = SmoothGrad.Compute(model, photo, options: new SmoothGradOptions { Statistic = SmoothGradStatistic.Variance });
/// </code>
/// </example>
public static class SmoothGrad
{
    /// <summary>The statistic for an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Samples, noise, statistic, reduction, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of samples done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>
    /// The statistic, 1 x channels x height x width of the input, in units of the target for each unit of the preprocessed input (or their
    /// squares), and its map.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The target's layer, class or index does not exist, or it does not depend on the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; an operator has no gradient; or the file leaves the input's size open.
    /// </exception>
    public static SmoothGradMap Compute(
        Model model,
        RgbImage image,
        Target? target = null,
        SmoothGradOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, image), target, options ?? SmoothGradOptions.Default, null, progress, cancellationToken);

    /// <summary>The statistic for an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, SmoothGradOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Samples, noise, statistic, reduction, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of samples done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static SmoothGradMap Compute(
        Model model,
        Tensor input,
        Target? target = null,
        SmoothGradOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Compute(AttributedInput.Of(model, input), target, options ?? SmoothGradOptions.Default, null, progress, cancellationToken);

    /// <summary>The statistics of several images, one after the other; a top class is each image's own.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <inheritdoc cref="Compute(Model, RgbImage, Target, SmoothGradOptions, IProgress{Progress}, CancellationToken)"/>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the top class.</param>
    /// <param name="options">Samples, noise, statistic, reduction, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of samples of the current image and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<SmoothGradMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        Target? target = null,
        SmoothGradOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(image => Compute(model, image, target, options, progress, cancellationToken))];
    }

    /// <summary>The statistic for an input and any noise.</summary>
    /// <param name="input">The image.</param>
    /// <param name="target">The target.</param>
    /// <param name="options">The options.</param>
    /// <param name="noise">Writes the noise of a sample; null for normal noise by the options.</param>
    /// <param name="progress">Receives the number of samples done.</param>
    /// <param name="cancellation">Stops the runs.</param>
    internal static SmoothGradMap Compute(
        AttributedInput input,
        Target? target,
        SmoothGradOptions options,
        SampleWriter? noise,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        ExplainedTarget explained = TargetScores.Resolve(input, target, cancellation);
        ColorScale range = ColorScale.Of(input.Tensor.AsSpan());
        double deviation = options.NoiseLevel * (range.Maximum - range.Minimum);
        GradientMoments moments = new(input.Tensor.Shape);
        using GradientSamples samples = new(
            input.Model, explained.Target, input.Tensor.Shape, new ProgressReport(progress, options.Samples))
        {
            MemoryBudget = options.MemoryBudget,
            BatchSize = options.BatchSize,
        };
        float[] first = [];
        samples.Run(options.Samples, Write, Read, cancellation);
        double error = moments.RelativeError();
        string noisy = string.Create(
            CultureInfo.InvariantCulture,
            $" Noise: normal, standard deviation {Digits.Of(deviation)}, {options.NoiseLevel:0.##%} of the input's range.");
        string text = double.IsFinite(error) ? $"{noisy} Relative error of the mean gradient: {Digits.Of(error)}." : noisy;
        Tensor mean = moments.Mean();
        Tensor values = options.Statistic switch
        {
            SmoothGradStatistic.Mean => mean,
            SmoothGradStatistic.MeanSquare => moments.MeanSquare(),
            _ => moments.Variance(),
        };
        Tensor noisyInput = Tensor.Uninitialized(input.Tensor.Shape);
        Write(0, noisyInput.AsSpan());
        Tensor disturbed = Disturbed(
            values, mean, first,
            RoundingNoise.Gradient(input.Model, noisyInput, explained.Target, null, cancellation), options.Statistic);
        return new SmoothGradMap(input, explained, values, disturbed, options, deviation, error, text);

        void Read(int index, double score, ReadOnlySpan<float> gradient)
        {
            if (index == 0)
                first = gradient.ToArray();
            moments.Add(gradient);
        }

        void Write(int index, Span<float> sample)
        {
            ReadOnlySpan<float> x = input.Tensor.AsSpan();
            if (noise is not null)
            {
                noise(index, sample);
                for (int i = 0; i < sample.Length; i++)
                    sample[i] += x[i];
                return;
            }

            Pcg32 random = new(options.Seed, (ulong)index);         // a stream for each sample: the same noise for any batch size
            for (int i = 0; i < sample.Length; i++)
                sample[i] = (float)(x[i] + deviation * random.NextNormal());
        }
    }

    /// <summary>The statistic with all gradients moved by rounding as the first of them is.</summary>
    private static Tensor Disturbed(Tensor values, Tensor mean, float[] gradient, Tensor disturbed, SmoothGradStatistic statistic)
    {
        Tensor result = values.Clone();
        for (int i = 0; i < gradient.Length; i++)
        {
            double center = statistic == SmoothGradStatistic.Variance ? mean.AsSpan()[i] : 0;
            double from = gradient[i] - center, to = disturbed.AsSpan()[i] - center;
            result.AsSpan()[i] += (float)(statistic == SmoothGradStatistic.Mean ? to - from : to * to - from * from);
        }

        return result;
    }
}
