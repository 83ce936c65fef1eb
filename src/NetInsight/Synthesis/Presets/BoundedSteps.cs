using NetInsight.Synthesis.Parameterizations;

namespace NetInsight.Synthesis.Presets;

/// <summary>Steps of an image along a gradient, cut back to a bound around its start. Lengths are in units of each channel.</summary>
internal sealed class BoundedSteps
{
    private readonly Tensor _start;
    private readonly FoolingImageOptions _options;
    private readonly double[] _units;
    private readonly PixelRange _range;
    private readonly int _positions;
    private readonly double _length;
    private readonly double? _bound;

    /// <summary>Steps from an image.</summary>
    public BoundedSteps(Tensor start, FoolingImageOptions options, double[] units, PixelRange range)
    {
        (_start, _options, _units, _range, _positions) = (start, options, units, range, start.Count / units.Length);
        double bound = options.Bound ?? (options.Norm == ChangeNorm.Largest ? 8 / 255.0 : 3);
        _bound = options.Method == FoolingMethod.Steps ? null : bound;
        _length = options.Method switch
        {
            FoolingMethod.Steps => options.StepLength ?? 0.5,
            FoolingMethod.FastGradientSign => bound,
            _ => options.StepLength ?? bound / 4,
        };
    }

    /// <summary>The method in words.</summary>
    public string Description => _options.Method switch
    {
        FoolingMethod.Steps => FormattableString.Invariant($"steps of Euclidean length {_length:G3}"),
        FoolingMethod.FastGradientSign when IsBySigns => FormattableString.Invariant($"fast gradient sign of {_length:G3}"),
        FoolingMethod.FastGradientSign => FormattableString.Invariant($"one step of Euclidean length {_length:G3}"),
        _ => FormattableString.Invariant(
            $"projected gradient, {(IsBySigns ? "largest" : "Euclidean")} change up to {_bound:G3}, steps of {_length:G3}"),
    };

    private bool IsBySigns => _options.Method != FoolingMethod.Steps && _options.Norm == ChangeNorm.Largest;

    /// <summary>The image after a step.</summary>
    /// <exception cref="InvalidOperationException">The gradient is not finite.</exception>
    public Tensor Next(Tensor current, Tensor gradient)
    {
        // In units u = x / unit the gradient is g * unit.
        double[] along = new double[current.Count], change = new double[current.Count];
        double norm = 0;
        for (int i = 0; i < along.Length; i++)
        {
            along[i] = gradient.AsSpan()[i] * _units[i / _positions];
            norm += along[i] * along[i];
        }

        if (!double.IsFinite(norm))
            throw new InvalidOperationException("The gradient is not finite.");
        norm = Math.Sqrt(norm);
        for (int i = 0; i < along.Length; i++)
        {
            double move = IsBySigns ? Math.Sign(along[i]) : norm == 0 ? 0 : along[i] / norm;
            change[i] = ((double)current.AsSpan()[i] - _start.AsSpan()[i]) / _units[i / _positions] + _length * move;
        }

        Cut(change);
        Tensor next = new(current.Shape);
        for (int i = 0; i < along.Length; i++)
            next.AsSpan()[i] = (float)(_start.AsSpan()[i] + change[i] * _units[i / _positions]);
        if (_options.StaysInPixelRange && _range.IsImage)
            _range.Clamp(next.AsSpan());
        return next;
    }

    /// <summary>The image as pixels of 8 bits have it.</summary>
    public Tensor Rounded(Tensor image)
    {
        if (!_range.IsImage)
            return image;
        Tensor rounded = new(image.Shape);
        for (int i = 0; i < image.Count; i++)
        {
            double level = Math.Round(255 * _range.LevelOf(i / _positions, image.AsSpan()[i]));
            rounded.AsSpan()[i] = _range.At(i / _positions, Math.Clamp(level, 0, 255) / 255);
        }

        return rounded;
    }

    /// <summary>Mean and largest change of a channel of a pixel, in steps of 255.</summary>
    public (double Mean, double Largest) ChangeOf(Tensor image)
    {
        double sum = 0, largest = 0;
        for (int i = 0; i < image.Count; i++)
        {
            double change = 255 * Math.Abs((double)image.AsSpan()[i] - _start.AsSpan()[i]) / _units[i / _positions];
            (sum, largest) = (sum + change, Math.Max(largest, change));
        }

        return (sum / image.Count, largest);
    }

    private void Cut(double[] change)
    {
        if (_bound is not { } bound)
            return;
        if (_options.Norm == ChangeNorm.Largest)
        {
            for (int i = 0; i < change.Length; i++)
                change[i] = Math.Clamp(change[i], -bound, bound);
            return;
        }

        double norm = Math.Sqrt(change.Sum(value => value * value));
        for (int i = 0; norm > bound && i < change.Length; i++)
            change[i] *= bound / norm;
    }
}
