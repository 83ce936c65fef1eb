using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Kernels.Operators.Resizing;

/// <summary>For each place of a resized axis, the places of the input that it is made of and their weights: made once per shape.</summary>
/// <remarks>Taps outside are put on the edge, taps of the same place are one, and taps without weight are none: what is copied stays as it is.</remarks>
internal sealed class ResizeTaps
{
    private const int Most = 4;
    private readonly int[] _first;
    private readonly int[] _places;
    private readonly float[] _weights;

    private ResizeTaps(int input, int output, int most)
    {
        if ((long)output * most > Array.MaxLength)
            throw new ResourceLimitException($"Resize: an axis of {output:N0} places has more taps than an array can hold.");
        Input = input;
        _first = new int[output + 1];
        _places = new int[output * most];
        _weights = new float[output * most];
    }

    /// <summary>Places of the input.</summary>
    public int Input { get; }

    /// <summary>Places of the result.</summary>
    public int Output => _first.Length - 1;

    /// <summary>Whether every place is its own copy.</summary>
    public bool IsIdentity { get; private init; }

    /// <summary>The taps of one axis.</summary>
    public static ResizeTaps Of(ResizeRule rule, int input, int output, float scale, float length)
    {
        ResizeTaps taps = new(input, output, rule.Mode switch { ResizeMode.Nearest => 1, ResizeMode.Linear => 2, _ => Most });
        for (int o = 0; o < output; o++)
        {
            double place = rule.Original(o, input, output, scale, length);
            taps._first[o + 1] = taps._first[o];
            switch (rule.Mode)
            {
                case ResizeMode.Nearest:
                    taps.Add(o, rule.Nearest(place, scale < 1), 1);
                    break;
                case ResizeMode.Linear:
                    double left = Math.Floor(place);
                    taps.Add(o, left, 1 - (place - left));
                    taps.Add(o, left + 1, place - left);
                    break;
                default:
                    taps.AddCubic(o, place, rule);
                    break;
            }
        }

        return new ResizeTaps(taps);
    }

    private ResizeTaps(ResizeTaps taps)
    {
        (Input, _first, _places, _weights) = (taps.Input, taps._first, taps._places, taps._weights);
        IsIdentity = Input == Output && _first[^1] == Output && Enumerable.Range(0, Output).All(o => _places[o] == o && _weights[o] == 1);
    }

    /// <summary>The places that a place is made of.</summary>
    public ReadOnlySpan<int> Places(int output) => _places.AsSpan(_first[output].._first[output + 1]);

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<float> Weights(int output) => _weights.AsSpan(_first[output].._first[output + 1]);

    /// <summary>What outputs see: exact where all see as many places, each a step behind the one before; otherwise all of the axis.</summary>
    public ReceptiveFieldAxis Reach()
    {
        if (IsIdentity)
            return Windows.ReceptiveFieldAxis.One;
        ReadOnlySpan<int> own = Places(0), next = Output > 1 ? Places(1) : own;
        ReceptiveFieldAxis reach = new(own[^1] - own[0] + 1, Output > 1 ? next[0] - own[0] : Input, own[0]);
        for (int o = 0; o < Output; o++)
        {
            ReadOnlySpan<int> places = Places(o);
            if (reach.Stride < 1 || places[0] != (long)o * reach.Stride + reach.Start || places[^1] - places[0] + 1 != reach.Size)
                return Windows.ReceptiveFieldAxis.All(Input);
        }

        return reach;
    }

    /// <summary>Keys 1981, Cubic convolution interpolation for digital image processing: the weights of the four taps around a place.</summary>
    private void AddCubic(int output, double place, ResizeRule rule)
    {
        double start = Math.Floor(place) - 1, sum = 0;
        for (int t = 0; t < Most; t++)
            sum += IsCounted(start + t, rule) ? Cubic(place - start - t, rule.CubicCoefficient) : 0;
        if (sum == 0)                                   // a place that float rounded onto the end sees nothing inside
            Add(output, place, 1);
        for (int t = 0; t < Most && sum != 0; t++)
        {
            if (IsCounted(start + t, rule))
                Add(output, start + t, Cubic(place - start - t, rule.CubicCoefficient) / (rule.ExcludesOutside ? sum : 1));
        }
    }

    private bool IsCounted(double place, ResizeRule rule) => !rule.ExcludesOutside || (place >= 0 && place < Input);

    private static double Cubic(double distance, double a)
    {
        double x = Math.Abs(distance);
        return x <= 1
            ? ((a + 2) * x - (a + 3)) * x * x + 1
            : x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }

    private void Add(int output, double place, double weight)
    {
        int at = (int)Math.Clamp(place, 0, Input - 1), end = _first[output + 1];
        if (end > _first[output] && _places[end - 1] == at)
        {
            _weights[end - 1] += (float)weight;
        }
        else if (weight != 0)
        {
            (_places[end], _weights[end]) = (at, (float)weight);
            _first[output + 1]++;
        }
    }
}
