using System.Globalization;

namespace NetInsight;

/// <summary>A map of points in the plane, made by <see cref="TSne"/>. Immutable.</summary>
public sealed class TSneMap
{
    private readonly Tensor _points;
    private readonly TSneOptions _options;

    internal TSneMap(Tensor points, double divergence, TSneOptions options)
    {
        _points = points;
        _options = options;
        Divergence = divergence;
    }

    /// <summary>The number of points.</summary>
    public int Count => _points.Shape[0];

    /// <summary>Where points lie, points x 2, around the origin; the unit is that of t-SNE's kernel 1 / (1 + d^2). A copy.</summary>
    public Tensor Points => _points.Clone();

    /// <summary>The Kullback-Leibler divergence that was reached, in nats: how much of what belongs together the map could not keep together.</summary>
    public double Divergence { get; }

    /// <summary>What the map shows, how it was made, and how to read it.</summary>
    public string Caption => string.Create(
        CultureInfo.InvariantCulture,
        $"t-SNE map of {Count} points: perplexity {_options.Perplexity:0.##}, {_options.Iterations} steps, divergence {Divergence:0.000} nats. "
        + $"Points that lie together are alike in feature space; distances between groups and sizes of groups mean little. Axes have no unit.");

    /// <summary>The map as points in colours.</summary>
    /// <param name="labels">One label for each point, from which its colour comes; null for one colour.</param>
    /// <param name="options">Size and margins.</param>
    /// <exception cref="ArgumentException">There are too many or too few labels.</exception>
    public RgbImage ToImage(IReadOnlyList<string>? labels = null, ScatterOptions? options = null) => Scatter.Compute(_points, labels, options).ToImage();
}
