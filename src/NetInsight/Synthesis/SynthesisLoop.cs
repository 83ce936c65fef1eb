using System.Collections.Immutable;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;
using NetInsight.Synthesis.Objectives;
using NetInsight.Synthesis.Optimizers;
using NetInsight.Synthesis.Parameterizations;
using NetInsight.Synthesis.Transformations;

namespace NetInsight.Synthesis;

/// <summary>The one loop: parameters, image, transformation, gradient, and back.</summary>
internal sealed class SynthesisLoop
{
    private const int MostCopies = 1 << 16;

    private readonly Model _model;
    private readonly Objective _objective;
    private readonly ImageSynthesisOptions _options;
    private readonly Shape _image;                  // 1 x channels x height x width
    private readonly ImageParameters _parameters;
    private readonly PixelRange _range;
    private readonly int _copies;
    private float[] _sum = [];                      // room for a step, made once
    private float[] _one = [];
    private float[] _along = [];

    /// <summary>Checks what is asked for and prepares it.</summary>
    public SynthesisLoop(Model model, Objective objective, ImageSynthesisOptions options)
    {
        (_model, _objective, _options) = (model, objective, options);
        _image = ImageShape.Of(model, options);
        _parameters = options.Parameterization.For(_image[1], _image[2], _image[3], model.Preprocessing);
        _parameters.Device = new CpuDevice(model.Parallelism);
        _range = new PixelRange(model.Preprocessing, _image[1]);
        _copies = options.Transformations.Aggregate(1, (copies, transformation) => copies <= MostCopies / transformation.Copies
            ? copies * transformation.Copies
            : throw new ArgumentException(
                $"The transformations make more than {MostCopies:N0} images of each: take fewer crops.", nameof(options)));
        CheckCombination();
    }

    /// <summary>Runs all steps, or as many as there are before a cancellation.</summary>
    public SynthesizedImages Run(IProgress<Progress>? progress, CancellationToken cancellation)
    {
        int images = _options.Images;
        Pcg32[] random = [.. Enumerable.Range(0, images).Select(image => new Pcg32(_options.Seed, (ulong)image))];
        float[][] parameters = [.. Enumerable.Range(0, images).Select(image => StartOf(image, ref random[image]))];
        OptimizerState[] states = [.. parameters.Select(_ => _options.Optimizer.Open(_parameters.Count))];
        List<double[]> values = [], penalties = [];         // of each step, of each image
        TransparencyMask[] masks = [.. parameters.Select(_ => new TransparencyMask(_image[2], _image[3]))];
        List<SynthesisSnapshot> snapshots = [];
        ProgressReport report = new(progress, _options.Steps);
        Tensor current = Decode(parameters, CancellationToken.None);
        double[]? final = null;
        try
        {
            BatchedObjective batches = new(_model, _objective, _image, images * _copies, _options.MemoryBudget, cancellation);
            for (int step = 0; step < _options.Steps; step++)
            {
                DrawnTransformation[][] drawn = [.. Enumerable.Range(0, images).Select(image => DrawnTransformation.Draw(
                    _options.Transformations, _range, _image[2], _image[3], ref random[image]))];
                ObjectiveValues run = batches.Run(Transformed(current, drawn, cancellation), cancellation);
                double[] before = new double[images], penalty = new double[images];
                float[][] magnitudes = new float[images][];
                for (int image = 0; image < images; image++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    float[] gradient = GradientOf(run.Gradient, drawn[image], image);
                    magnitudes[image] = TransparencyMask.Magnitudes(gradient, _image[2] * _image[3]);
                    before[image] = Finite(run.Values.AsSpan(image * _copies, _copies), step);
                    penalty[image] = Move(current, gradient, parameters[image], states[image], image, step);
                }

                current = Decode(parameters, cancellation);
                values.Add(before);
                penalties.Add(penalty);
                for (int image = 0; image < images; image++)
                    masks[image].Add(magnitudes[image]);
                if (_options.SnapshotEvery > 0 && (step + 1) % _options.SnapshotEvery == 0)
                    snapshots.Add(new SynthesisSnapshot(step + 1, current, _model.Preprocessing));
                report.Add(1);
            }

            final = batches.ValuesOf(current, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What there is comes back: the images after the last whole step.
        }

        return new SynthesizedImages(
            _model.Preprocessing,
            current,
            OfImages(values),
            OfImages(penalties))
        {
            IsCancelled = final is null,
            FinalValues = final,
            Snapshots = snapshots,
            Transparencies = [.. masks.Select(mask => mask.ToHeatmap())],
            Caption = Caption(values.Count, final is null) + ZeroNote(masks.Count(mask => mask.IsZero)),
        };
    }

    private float[] StartOf(int image, ref Pcg32 random)
    {
        float[] parameters = new float[_parameters.Count];
        if (_options.Start is not { } start)
            _parameters.Start(parameters, ref random);
        else
            _parameters.Encode(start.AsSpan().Slice(start.Shape[0] == 1 ? 0 : image * _image.Count, _image.Count), parameters);
        Clamp(parameters);
        return parameters;
    }

    /// <summary>By image what was collected by step.</summary>
    private ImmutableArray<ImmutableArray<double>> OfImages(List<double[]> steps) =>
        [.. Enumerable.Range(0, _options.Images).Select(image => steps.Select(values => values[image]).ToImmutableArray())];

    private Tensor Decode(float[][] parameters, CancellationToken cancellation)
    {
        Tensor images = Tensor.Uninitialized(_image.With(0, parameters.Length));
        for (int image = 0; image < parameters.Length; image++)
        {
            cancellation.ThrowIfCancellationRequested();
            _parameters.Image(parameters[image], images.AsSpan().Slice(image * _image.Count, _image.Count));
        }

        return images;
    }

    private Tensor Transformed(Tensor images, DrawnTransformation[][] drawn, CancellationToken cancellation)
    {
        if (_options.Transformations.Count == 0)
            return images;
        Tensor result = Tensor.Uninitialized(_image.With(0, drawn.Length * _copies));
        for (int index = 0; index < drawn.Length * _copies; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            int image = index / _copies;
            drawn[image][index % _copies].Prepare(_parameters.Device);
            drawn[image][index % _copies].Apply(
                images.AsSpan().Slice(image * _image.Count, _image.Count), result.AsSpan().Slice(index * _image.Count, _image.Count));
        }

        return result;
    }

    /// <summary>The gradient with respect to an image: the mean over its copies.</summary>
    private float[] GradientOf(Tensor gradient, DrawnTransformation[] drawn, int image)
    {
        float[] sum = Room(ref _sum, _image.Count);
        if (drawn.Length == 1)
        {
            drawn[0].Adjoint(gradient.AsSpan().Slice(image * _image.Count, _image.Count), sum);
            drawn[0].Release();
            return sum;
        }

        float[] one = Room(ref _one, _image.Count);
        sum.AsSpan().Clear();
        for (int copy = 0; copy < drawn.Length; copy++)
        {
            ReadOnlySpan<float> own = gradient.AsSpan().Slice((image * _copies + copy) * _image.Count, _image.Count);
            drawn[copy].Adjoint(own, one);
            drawn[copy].Release();
            for (int i = 0; i < sum.Length; i++)
                sum[i] += one[i] / _copies;
        }

        return sum;
    }

    private static float[] Room(ref float[] array, int count) => array.Length == count ? array : array = new float[count];

    /// <summary>One step of one image; the penalty before it.</summary>
    private double Move(Tensor images, float[] gradient, float[] parameters, OptimizerState state, int image, int step)
    {
        ReadOnlySpan<float> pixels = images.AsSpan().Slice(image * _image.Count, _image.Count);
        double penalty = 0;
        if (_options.Regularizers.Count > 0)
        {
            float[] falls = Room(ref _one, _image.Count);
            falls.AsSpan().Clear();
            foreach (Regularizer regularizer in _options.Regularizers)
                penalty += regularizer.Penalty(pixels, _image[2], _image[3], falls);
            for (int i = 0; i < falls.Length; i++)
                gradient[i] -= falls[i];
        }

        float[] along = Room(ref _along, _parameters.Count);
        _parameters.Gradient(parameters, pixels, gradient, along);
        foreach (float value in along)
        {
            if (!float.IsFinite(value))
                throw new InvalidOperationException($"The gradient is not finite at step {step}: try a smaller rate or weight.");
        }

        state.Step(parameters, along, step);
        foreach (Regularizer regularizer in _options.Regularizers)
            regularizer.Change(parameters, _image[2], _image[3], gradient, step + 1);
        Clamp(parameters);
        return penalty;
    }

    private void Clamp(float[] parameters)
    {
        if (_parameters.ArePixels && _options.StaysInPixelRange && _range.IsImage)
            _range.Clamp(parameters);
    }

    private static double Finite(ReadOnlySpan<double> values, int step)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value / values.Length;
        return double.IsFinite(sum) ? sum : throw new InvalidOperationException(
            $"The objective is {sum} at step {step}: try a smaller rate or weight.");
    }

    private void CheckCombination()
    {
        if (!_parameters.ArePixels && _options.Regularizers.FirstOrDefault(regularizer => regularizer.ChangesImage) is { } change)
        {
            throw new ArgumentException(
                $"{change} changes the image after a step, which a parameterization by its spectrum has no place for: use "
                + $"{nameof(Parameterization)}.{nameof(Parameterization.Pixels)}.",
                "options");
        }

        if (_options.Optimizer.IsDeterministic && _options.Transformations.Count > 0)
        {
            throw new ArgumentException(
                "L-BFGS needs the same objective at each step, but there are random transformations: leave them out, or use Adam.",
                "options");
        }

        if (_objective.IsCoupled && _copies > 1)
        {
            throw new ArgumentException(
                "An objective that compares the images of a batch cannot be combined with crops, which are images of their own.",
                "options");
        }
    }

    /// <summary>What is said of images that the objective never depended on, as behind a rectifier that lets nothing through.</summary>
    private string ZeroNote(int images) => images == 0 ? "" :
        $" The objective's gradient was 0 at each step of {images} of {_options.Images} images, which say nothing of it: a rectifier lets "
        + "nothing through there. Take the layer before it, or another seed.";

    private string Caption(int steps, bool isCancelled)
    {
        string pixels = $"{_image[2]} x {_image[3]} pixels";
        string parts = _options.Transformations.Count == 0 ? "no transformations" : $"{_options.Transformations.Count} transformations";
        string penalties = _options.Regularizers.Count == 0 ? "" : $", regularised by {string.Join(", ", _options.Regularizers)}";
        string note = _model.PreprocessingSource.Note is { Length: > 0 } source ? $" {source}" : "";
        return $"Optimised for {_objective.Describe(_model)}: {steps}{(isCancelled ? $" of {_options.Steps} (cancelled)" : "")} steps of "
            + $"{_options.Optimizer}, {_options.Parameterization}, {parts}{penalties}, {pixels}, seed {_options.Seed}.{note}";
    }
}
