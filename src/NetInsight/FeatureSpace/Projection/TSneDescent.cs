using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Embedding;

namespace NetInsight.FeatureSpace.Projection;

/// <summary>
/// Gradient descent on the divergence: dC/dy_i = 4 sum_j (p_ij - q_ij) q'_ij (y_i - y_j), q' = 1 / (1 + |y_i - y_j|^2),
/// q = q' / sum of all q' (van der Maaten and Hinton 2008, equation 5), with momentum and a gain for each coordinate (Jacobs 1988).
/// </summary>
internal sealed class TSneDescent
{
    private const float MinGain = 0.01f;

    private readonly CpuDevice _device;
    private readonly SparseAttraction _attraction;
    private readonly IRepulsion _repulsion;
    private readonly int _count;
    private readonly int _padded;
    private readonly float[] _velocity;
    private readonly float[] _gain;
    private readonly float[] _gradient;
    private Tensor _points;
    private Tensor _next;

    /// <summary>Starts at positions [points, 2]; internally positions are [2, padded points].</summary>
    public TSneDescent(CpuDevice device, SparseAttraction attraction, IRepulsion repulsion, Tensor start)
    {
        (_device, _attraction, _repulsion, _count, _padded) = (device, attraction, repulsion, start.Shape[0], repulsion.Padded);
        _points = new Tensor(new Shape(2, _padded));
        _next = new Tensor(new Shape(2, _padded));
        repulsion.Pad(_points);
        repulsion.Pad(_next);
        for (int i = 0; i < _count; i++)
            (_points[0, i], _points[1, i]) = (start[i, 0], start[i, 1]);
        _velocity = new float[2 * _count];
        _gain = new float[2 * _count];
        _gain.AsSpan().Fill(1);
        _gradient = new float[2 * _count];
    }

    /// <summary>Resets velocities and gains, at the end of early exaggeration.</summary>
    public void Reset()
    {
        _velocity.AsSpan().Clear();
        _gain.AsSpan().Fill(1);
    }

    /// <summary>One iteration.</summary>
    public void Step(double exaggeration, double momentum, double rate)
    {
        double sum = _repulsion.Compute(_device, _points);
        _device.ForRanges(_count, 200, (start, end) =>
        {
            Span<float> gradientX = _gradient.AsSpan(start, end - start), gradientY = _gradient.AsSpan(_count + start, end - start);
            _attraction.Compute(_points, start, (float)(4 * exaggeration), gradientX, gradientY);
            _repulsion.SubtractFrom(start, (float)(4 / sum), gradientX, gradientY);
            Move(start, gradientX, 0, (float)momentum, (float)rate);
            Move(start, gradientY, 1, (float)momentum, (float)rate);
        });
        (_points, _next) = (_next, _points);
    }

    /// <summary>Moves the mean of all points to the origin, which keeps the precision of floats.</summary>
    public void Center()
    {
        for (int axis = 0; axis < 2; axis++)
        {
            Span<float> values = _points.AsSpan().Slice(axis * _padded, _count);
            double sum = 0;
            foreach (float value in values)
                sum += value;
            foreach (ref float value in values)
                value = (float)(value - sum / _count);
        }
    }

    /// <summary>The divergence of the map: sum of p ln(p / q), in nats.</summary>
    public double Divergence() => DivergenceOf(_device, _attraction, _repulsion, _points);

    /// <summary>The divergence of any map [2, padded points].</summary>
    public static double DivergenceOf(CpuDevice device, SparseAttraction attraction, IRepulsion repulsion, Tensor points)
    {
        double logarithm = Math.Log(repulsion.Compute(device, points));
        double[] rows = new double[attraction.Count];
        device.ForRanges(rows.Length, 2000, (start, end) =>
        {
            for (int i = start; i < end; i++)
                rows[i] = attraction.Divergence(points, i, logarithm);
        });
        double sum = 0;
        foreach (double row in rows)
            sum += row;
        return sum;
    }

    /// <summary>A copy of the current positions, [points, 2].</summary>
    public Tensor Result()
    {
        Tensor result = Tensor.Uninitialized(new Shape(_count, 2));
        for (int i = 0; i < _count; i++)
            (result[i, 0], result[i, 1]) = (_points[0, i], _points[1, i]);
        return result;
    }

    /// <summary>
    /// Updates gains, velocities and positions of one axis. A gain grows by 0.2 where the gradient opposes the velocity, and shrinks by the
    /// factor 0.8 where it does not.
    /// </summary>
    private void Move(int start, ReadOnlySpan<float> gradient, int axis, float momentum, float rate)
    {
        Span<float> velocity = _velocity.AsSpan(axis * _count + start, gradient.Length);
        Span<float> gain = _gain.AsSpan(axis * _count + start, gradient.Length);
        ReadOnlySpan<float> from = _points.AsSpan().Slice(axis * _padded + start, gradient.Length);
        Span<float> to = _next.AsSpan().Slice(axis * _padded + start, gradient.Length);
        for (int i = 0; i < gradient.Length; i++)
        {
            gain[i] = MathF.Max(velocity[i] * gradient[i] < 0 ? gain[i] + 0.2f : gain[i] * 0.8f, MinGain);
            velocity[i] = momentum * velocity[i] - rate * gain[i] * gradient[i];
            to[i] = from[i] + velocity[i];
        }
    }
}
