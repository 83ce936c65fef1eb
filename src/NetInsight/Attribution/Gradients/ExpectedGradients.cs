using NetInsight.Attribution;
using NetInsight.Attribution.Gradients;
using NetInsight.Graphs.Gradients;
using NetInsight.Kernels.Embedding;
using NetInsight.Models;

namespace NetInsight;

/// <summary>
/// Expected gradients: integrated gradients over many baselines, which are images of the data and no uniform colour. Answers how much each
/// element of the image contributed to the target's difference from usual images (Erion et al. 2021, arXiv:1906.10670).
/// </summary>
/// <remarks>
/// A = mean over i of (x - b_i) times dS/dx at b_i + a_i (x - b_i), b_i drawn from the background images, a_i uniform in [0, 1] (Erion et
/// al. 2021, section "Expected gradients"). The sum of A estimates S(x) less the mean of S over the background; the result holds the gap
/// and its standard error. One forward and one backward pass for each sample, one forward pass for each background image.
/// </remarks>
/// <example>
/// <code>
/// RgbImage[] background = [.. ImageFolder.Read("photos").Select(photo => photo.Image)];
/// ExpectedGradientsMap map = ExpectedGradients.Compute(model, photo, background);
/// </code>
/// </example>
public static class ExpectedGradients
{
    /// <summary>The expected contributions for an image.</summary>
    /// <param name="model">The network.</param>
    /// <param name="image">An image of any size; the model's preprocessing makes it the network's input.</param>
    /// <param name="background">Images with which it is compared, such as some dozens of the training data; at least one.</param>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the image's top class.</param>
    /// <param name="options">Samples, reduction, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of samples done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    /// <returns>The contributions, 1 x channels x height x width of the input, in units of the target, and their map.</returns>
    /// <exception cref="ArgumentException">
    /// There is no background image, or one is null; the target's layer, class or index does not exist, or it does not depend on the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; an operator has no gradient; or the file leaves the input's size open.
    /// </exception>
    public static ExpectedGradientsMap Compute(
        Model model,
        RgbImage image,
        IReadOnlyList<RgbImage> background,
        Target? target = null,
        ExpectedGradientsOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        AttributedInput input = AttributedInput.Of(model, image);
        return Compute(input, BaselinesOf(model, background), target, options, null, progress, cancellationToken);
    }

    /// <summary>The expected contributions for an input that is preprocessed already.</summary>
    /// <param name="model">The network.</param>
    /// <param name="input">The network's input, 1 x channels x height x width.</param>
    /// <param name="background">Inputs with which it is compared, images x channels x height x width; at least one.</param>
    /// <exception cref="ArgumentException">
    /// The input is not one image; there is no background image, or of another shape; the target's layer, class or index does not exist, or
    /// it does not depend on the input.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The network is no classifier, but the target is a class; or an operator has no gradient.
    /// </exception>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of the image's top class.</param>
    /// <param name="options">Samples, reduction, seed, batch size and memory.</param>
    /// <param name="progress">Receives the number of samples done and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static ExpectedGradientsMap Compute(
        Model model,
        Tensor input,
        Tensor background,
        Target? target = null,
        ExpectedGradientsOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        AttributedInput attributed = AttributedInput.Of(model, input);
        ArgumentNullException.ThrowIfNull(background);
        if (background.Shape.Rank != 4 || background.Shape.With(0, 1) != input.Shape || background.Shape[0] == 0)
        {
            throw new ArgumentException(
                $"Background images of the input's shape, n x {string.Join(" x ", input.Shape.Dimensions[1..].ToArray())} with n at least "
                + $"1, are expected, but {background.Shape} is given.",
                nameof(background));
        }

        return Compute(attributed, background, target, options, null, progress, cancellationToken);
    }

    /// <summary>
    /// The expected contributions for several images against the same background, one image after the other; a top class is each image's
    /// own.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of any size.</param>
    /// <param name="background">Images with which they are compared; at least one.</param>
    /// <exception cref="ArgumentException">As for one image.</exception>
    /// <exception cref="InvalidOperationException">As for one image.</exception>
    /// <param name="target">What is explained. Default: <see cref="Target.Top"/>, the logit of each image's top class.</param>
    /// <param name="options">Samples, reduction, seed, batch size and memory. All images have the same samples.</param>
    /// <param name="progress">Receives the number of samples of the current image and the time left.</param>
    /// <param name="cancellationToken">Stops within 200 ms; the model stays usable.</param>
    public static IReadOnlyList<ExpectedGradientsMap> Compute(
        Model model,
        IEnumerable<RgbImage> images,
        IReadOnlyList<RgbImage> background,
        Target? target = null,
        ExpectedGradientsOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        Tensor baselines = BaselinesOf(model, background);
        return [.. images.Select(image => Compute(
            AttributedInput.Of(model, image), baselines, target, options, null, progress, cancellationToken))];
    }

    private static Tensor BaselinesOf(Model model, IReadOnlyList<RgbImage> background)
    {
        ArgumentNullException.ThrowIfNull(background);
        for (int index = 0; index < background.Count; index++)
        {
            if (background[index] is null)
                throw new ArgumentException($"background[{index}] is null.", nameof(background));
        }

        return background.Count > 0
            ? model.Preprocessing.ToTensor([.. background.Select(model.Fit)])
            : throw new ArgumentException("At least one background image is expected.", nameof(background));
    }

    /// <summary>The mean over samples that are drawn by the options' seed, or given.</summary>
    /// <param name="input">The image.</param>
    /// <param name="background">The background images.</param>
    /// <param name="target">The target.</param>
    /// <param name="options">The options.</param>
    /// <param name="draw">The background image of a sample and its position on the line; null for random ones.</param>
    /// <param name="progress">Receives the number of samples done.</param>
    /// <param name="cancellation">Stops the runs.</param>
    internal static ExpectedGradientsMap Compute(
        AttributedInput input,
        Tensor background,
        Target? target,
        ExpectedGradientsOptions? options,
        Func<int, (int Image, double Position)>? draw,
        IProgress<Progress>? progress,
        CancellationToken cancellation)
    {
        options ??= ExpectedGradientsOptions.Default;
        int size = input.Tensor.Count, images = background.Shape[0], samples = options.Samples;
        (int Image, double Position)[] drawn = new (int, double)[samples];
        Pcg32 random = new(options.Seed);
        for (int index = 0; index < samples; index++)
            drawn[index] = draw?.Invoke(index) ?? ((int)(random.NextUnit() * images), random.NextUnit());

        ExplainedTarget explained = TargetScores.Resolve(input, target, cancellation);
        int[] used = [.. drawn.Select(sample => sample.Image).Distinct()];
        double[] scores = ScoresOf(input, background, explained.Target, used, options, cancellation);
        double[] total = new double[size];
        double sum = 0, gaps = 0, squares = 0;
        using GradientSamples runs = new(input.Model, explained.Target, input.Tensor.Shape, new ProgressReport(progress, samples))
        {
            MemoryBudget = options.MemoryBudget,
            BatchSize = options.BatchSize,
        };
        float[] first = [];
        runs.Run(samples, Write, Read, cancellation);

        Tensor values = new(input.Tensor.Shape, [.. total.Select(value => (float)(value / samples))]);
        double gap = gaps / samples, variance = Math.Max(squares / samples - gap * gap, 0);
        ExpectedSums sums = new(
            samples, images, drawn.Average(sample => scores[sample.Image]), sum / samples, Math.Sqrt(variance / (samples - 1)));
        return new ExpectedGradientsMap(input, explained, values, Disturbed(), sums, options.Reduction);

        // All gradients are moved by rounding as that of the first sample is.
        Tensor Disturbed()
        {
            Tensor sample = Tensor.Uninitialized(input.Tensor.Shape);
            Write(0, sample.AsSpan());
            Tensor moved = RoundingNoise.Gradient(input.Model, sample, explained.Target, null, cancellation);
            return RoundingNoise.OfLine(values, input.Tensor, background.AsSpan()[(drawn[0].Image * size)..], first, moved);
        }

        void Write(int index, Span<float> sample)
        {
            ReadOnlySpan<float> x = input.Tensor.AsSpan(), from = background.AsSpan().Slice(drawn[index].Image * size, size);
            for (int i = 0; i < size; i++)
                sample[i] = (float)(from[i] + drawn[index].Position * ((double)x[i] - from[i]));
        }

        void Read(int index, double score, ReadOnlySpan<float> gradient)
        {
            if (index == 0)
                first = gradient.ToArray();
            ReadOnlySpan<float> x = input.Tensor.AsSpan(), from = background.AsSpan().Slice(drawn[index].Image * size, size);
            double own = 0;
            for (int i = 0; i < size; i++)
            {
                double contribution = ((double)x[i] - from[i]) * gradient[i];
                total[i] += contribution;
                own += contribution;
            }

            double gap = own - (explained.Score - scores[drawn[index].Image]);
            sum += own;
            gaps += gap;
            squares += gap * gap;
        }
    }

    /// <summary>The target's value for background images; NaN for those that no sample uses.</summary>
    private static double[] ScoresOf(
        AttributedInput input,
        Tensor background,
        Target target,
        int[] used,
        ExpectedGradientsOptions options,
        CancellationToken cancellation)
    {
        TargetScores scores = new(input.Model, target);
        int size = input.Tensor.Count, most = input.Model.GradientBatchSizeFor(
            input.Tensor.Shape, target, GradientRules.Standard, options.MemoryBudget, options.BatchSize, cancellation);
        double[] result = new double[background.Shape[0]];
        Array.Fill(result, double.NaN);
        using ModelBatches batches = input.Model.OpenBatches(options.MemoryBudget);
        foreach (int[] images in used.Chunk(most))
        {
            Tensor batch = Tensor.Uninitialized(input.Tensor.Shape.With(0, images.Length));
            for (int n = 0; n < images.Length; n++)
                background.AsSpan().Slice(images[n] * size, size).CopyTo(batch.AsSpan()[(n * size)..]);
            double[] values = scores.Run(batch, cancellation, batches);
            for (int n = 0; n < images.Length; n++)
                result[images[n]] = values[n];
        }

        return result;
    }
}
