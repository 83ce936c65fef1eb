using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>
/// For each output position of a resized axis, the input positions that it sums and their weights; computed once per shape.
/// </summary>
/// <remarks>
/// Taps outside are clamped to the edge, taps at the same position are merged, and taps of weight 0 are dropped: values that are only
/// copied keep NaN and infinities. Outputs outside the region that is resized (<see cref="IsOutside"/>) have taps too, which are not used.
/// </remarks>
internal sealed class ResizeTaps
{
    private const int CubicTaps = 4;
    private readonly int[] _first;
    private readonly int[] _positions;
    private readonly float[] _weights;
    private readonly bool[]? _outside;

    private ResizeTaps(int input, int output, int tapsPerOutput, bool mayBeOutside)
    {
        if ((long)output * tapsPerOutput > Array.MaxLength)
            throw new ResourceLimitException($"Resize: an axis of {output:N0} positions has more taps than an array can hold.");
        Input = input;
        _first = new int[output + 1];
        _positions = new int[output * tapsPerOutput];
        _weights = new float[output * tapsPerOutput];
        _outside = mayBeOutside ? new bool[output] : null;
    }

    /// <summary>Positions of the input.</summary>
    public int Input { get; }

    /// <summary>Positions of the output.</summary>
    public int Output => _first.Length - 1;

    /// <summary>Whether every output copies the input at its own position.</summary>
    public bool IsIdentity { get; private init; }

    /// <summary>Whether outputs lie outside the input, so that they have <see cref="ResizeRule.Extrapolation"/>.</summary>
    public bool HasOutside => _outside is not null && _outside.Contains(true);

    /// <summary>Whether an output lies outside the input.</summary>
    public bool IsOutside(int output) => _outside is not null && _outside[output];

    /// <summary>The taps of one axis.</summary>
    public static ResizeTaps Of(ResizeRule rule, ResizeAxis axis, int input, int output, float scale, float length)
    {
        bool isCropped = rule.Coordinates == ResizeCoordinates.CropAndResize;
        bool isStretched = rule.Antialias && rule.Mode != ResizeMode.Nearest && scale < 1;
        int mostTaps = rule.Mode switch { ResizeMode.Nearest => 1, ResizeMode.Linear => 2, _ => CubicTaps };
        ResizeTaps taps = new(input, output, isStretched ? (int)Math.Min(mostTaps / scale + 2, input) : mostTaps, isCropped);
        for (int o = 0; o < output; o++)
        {
            double position = rule.SourcePosition(o, axis, input, output, scale, length);
            if (isCropped && !(position >= 0 && position <= input - 1))
            {
                taps._outside![o] = true;
                position = 0;
            }

            taps._first[o + 1] = taps._first[o];
            if (isStretched)
            {
                taps.AddStretched(o, position, scale, rule);
                continue;
            }

            switch (rule.Mode)
            {
                case ResizeMode.Nearest:
                    taps.Add(o, rule.Nearest(position, scale < 1), 1);
                    break;
                case ResizeMode.Linear:
                    double left = Math.Floor(position);
                    taps.Add(o, left, 1 - (position - left));
                    taps.Add(o, left + 1, position - left);
                    break;
                default:
                    taps.AddCubic(o, position, rule);
                    break;
            }
        }

        return new ResizeTaps(taps);
    }

    private ResizeTaps(ResizeTaps taps)
    {
        (Input, _first, _positions, _weights, _outside) = (taps.Input, taps._first, taps._positions, taps._weights, taps._outside);
        IsIdentity = Input == Output && _first[^1] == Output
            && Enumerable.Range(0, Output).All(o => _positions[o] == o && _weights[o] == 1);
    }

    /// <summary>
    /// The transposed taps: for each input position, the outputs that sum it and their weights, in order; none where no output does.
    /// Outputs outside a region of interest hold a constant and sum nothing.
    /// </summary>
    public ResizeTaps Transposed()
    {
        ResizeTaps taps = new(Output, _first, Input);
        for (int o = 0; o < Output; o++)
        {
            for (int t = _first[o]; t < _first[o + 1] && !IsOutside(o); t++)
                taps._first[_positions[t] + 1]++;
        }

        for (int i = 0; i < Input; i++)
            taps._first[i + 1] += taps._first[i];
        int[] next = [.. taps._first];
        for (int o = 0; o < Output; o++)
        {
            for (int t = _first[o]; t < _first[o + 1] && !IsOutside(o); t++)
            {
                int at = next[_positions[t]]++;
                (taps._positions[at], taps._weights[at]) = (o, _weights[t]);
            }
        }

        return taps;
    }

    private ResizeTaps(int input, int[] first, int output)
    {
        Input = input;
        _first = new int[output + 1];
        _positions = new int[first[^1]];
        _weights = new float[first[^1]];
    }

    /// <summary>The most taps of an output.</summary>
    public int MostTaps
    {
        get
        {
            int most = 0;
            for (int o = 0; o < Output; o++)
                most = Math.Max(most, _first[o + 1] - _first[o]);
            return most;
        }
    }

    /// <summary>The input positions that an output sums.</summary>
    public ReadOnlySpan<int> Positions(int output) => _positions.AsSpan(_first[output].._first[output + 1]);

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<float> Weights(int output) => _weights.AsSpan(_first[output].._first[output + 1]);

    /// <summary>
    /// The receptive field of outputs: exact where all have the same size and a constant stride; otherwise the whole axis.
    /// </summary>
    public ReceptiveFieldAxis ReceptiveField()
    {
        if (IsIdentity)
            return ReceptiveFieldAxis.One;
        ReadOnlySpan<int> first = Positions(0), next = Output > 1 ? Positions(1) : first;
        ReceptiveFieldAxis field = new(first[^1] - first[0] + 1, Output > 1 ? next[0] - first[0] : Input, first[0]);
        for (int o = 0; o < Output; o++)
        {
            ReadOnlySpan<int> positions = Positions(o);
            if (field.Stride < 1 || positions[0] != (long)o * field.Stride + field.Start || positions[^1] - positions[0] + 1 != field.Size)
                return ReceptiveFieldAxis.All(Input);
        }

        return field;
    }

    /// <summary>
    /// Keys 1981, Cubic convolution interpolation for digital image processing: the weights of the four taps around a position.
    /// </summary>
    private void AddCubic(int output, double position, ResizeRule rule)
    {
        double start = Math.Floor(position) - 1, sum = 0;
        for (int t = 0; t < CubicTaps; t++)
            sum += IsCounted(start + t, rule) ? Cubic(position - start - t, rule.CubicCoefficient) : 0;
        if (sum == 0)                                   // float rounded the position onto the end: no tap inside has a weight
            Add(output, position, 1);
        for (int t = 0; t < CubicTaps && sum != 0; t++)
        {
            if (IsCounted(start + t, rule))
                Add(output, start + t, Cubic(position - start - t, rule.CubicCoefficient) / (rule.ExcludesPadding ? sum : 1));
        }
    }

    /// <summary>
    /// The taps of a kernel stretched by 1 / <paramref name="scale"/> (ONNX antialias): all positions that it covers. Those outside count
    /// at the edge, or not at all.
    /// </summary>
    private void AddStretched(int output, double position, double scale, ResizeRule rule)
    {
        int support = rule.Mode == ResizeMode.Linear ? 1 : 2;
        double whole = Math.Floor(position), start = whole + Math.Floor(-support / scale) + 1, end = 2 * whole + 2 - start, sum = 0;
        for (double at = start; at < end; at++)
            sum += Weight(at);
        if (sum == 0)
            Add(output, position, 1);
        for (double at = start; at < end && sum != 0; at++)
            Add(output, at, Weight(at) / sum);

        double Weight(double at)
        {
            if (!IsCounted(at, rule))
                return 0;
            double distance = (position - at) * scale;
            return support == 1 ? Math.Max(1 - Math.Abs(distance), 0) : Cubic(distance, rule.CubicCoefficient);
        }
    }

    private bool IsCounted(double position, ResizeRule rule) => !rule.ExcludesPadding || (position >= 0 && position < Input);

    /// <summary>Keys' kernel, of support (-2, 2).</summary>
    private static double Cubic(double distance, double a)
    {
        double x = Math.Abs(distance);
        return x <= 1
            ? ((a + 2) * x - (a + 3)) * x * x + 1
            : x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }

    private void Add(int output, double position, double weight)
    {
        int at = (int)Math.Clamp(position, 0, Input - 1), end = _first[output + 1];
        if (end > _first[output] && _positions[end - 1] == at)
        {
            _weights[end - 1] += (float)weight;
        }
        else if (weight != 0)
        {
            (_positions[end], _weights[end]) = (at, (float)weight);
            _first[output + 1]++;
        }
    }
}
