using System.Globalization;

namespace NetInsight;

/// <summary>A map of points in the plane, computed by <see cref="TSne"/>. Immutable.</summary>
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

    /// <summary>Positions [points, 2], centred at the origin; the unit is that of t-SNE's kernel 1 / (1 + d^2). A copy.</summary>
    public Tensor Points => _points.Clone();

    /// <summary>The Kullback-Leibler divergence reached, in nats: how far the map's affinities differ from those of the features.</summary>
    public double Divergence { get; }

    /// <summary>What the map shows, how it was computed, and how to read it.</summary>
    public string Caption => string.Create(
        CultureInfo.InvariantCulture,
        $"t-SNE map of {Count} points: perplexity {_options.Perplexity:0.##}, {_options.Iterations} iterations, "
        + $"divergence {Divergence:0.000} nats. Points that lie together are similar in feature space; "
        + $"distances between groups and sizes of groups mean little. Axes have no unit.");

    /// <summary>Draws the map as a scatter plot.</summary>
    /// <param name="labels">One label for each point, which chooses its colour; null for one colour.</param>
    /// <param name="options">Size, radius and colours.</param>
    /// <exception cref="ArgumentException">There is not one label for each point.</exception>
    public RgbImage ToImage(IReadOnlyList<string>? labels = null, ScatterOptions? options = null) =>
        Scatter.Compute(_points, labels, options).ToImage();
}
