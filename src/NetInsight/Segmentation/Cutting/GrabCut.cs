namespace NetInsight.Segmentation.Cutting;

/// <summary>
/// Separates foreground from background by their colours and by the edges between them (Rother, Kolmogorov and Blake 2004, "GrabCut"). The
/// energy
/// <code>E = sum over pixels of min over k of D(z; label, k) + sum over neighbours with different labels of V(m, n)</code>
/// is lowered in turn by labels, a minimum cut, and by the mixtures of colours of both labels.
/// </summary>
internal sealed class GrabCut
{
    /// <summary>Capacities are costs in units of this fraction; costs are rounded to it.</summary>
    private const int Scale = 1 << 16;

    private const int SeedRounds = 5;

    private readonly RgbImage _image;
    private readonly PixelSeed[] _seeds;
    private readonly int _components;
    private readonly bool _keepsSeeds;
    private readonly PixelEdges _edges;
    private readonly GridCut _cut;
    private readonly int _most;
    private readonly bool[] _labels;
    private readonly byte[] _nearest;       // [pixel, background then foreground]: the component where it costs least, as of the last cut

    /// <summary>Prepares an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="seeds">What is known of each pixel, with at least one example of either kind.</param>
    /// <param name="components">The most Gaussians of a mixture, up to 255.</param>
    /// <param name="gamma">The cost of an edge between neighbours of the same colour.</param>
    /// <param name="keepsSeeds">Whether examples keep their label, or only teach the first mixtures.</param>
    public GrabCut(RgbImage image, PixelSeed[] seeds, int components, double gamma, bool keepsSeeds)
    {
        (_image, _seeds, _components, _keepsSeeds) = (image, seeds, components, keepsSeeds);
        _edges = new PixelEdges(image, gamma);
        _cut = new GridCut(image.Height, image.Width);
        _labels = new bool[seeds.Length];
        _nearest = new byte[2 * seeds.Length];
        _most = (int)(Scale * (4 + 4 * Math.Sqrt(0.5)) * gamma) + Scale;      // above all edges of a pixel: decides its label
        SetEdges();
    }

    /// <summary>Whether each pixel is foreground.</summary>
    public ReadOnlySpan<bool> Labels => _labels;

    /// <summary>The energy after each cut; it falls.</summary>
    public List<double> Energies { get; } = [];

    /// <summary>Whether the last cut changed no label.</summary>
    public bool IsConverged { get; private set; }

    /// <summary>Cuts once by the colours of the seeds, then until no label changes, at most <paramref name="iterations"/> times.</summary>
    public void Run(int iterations, ProgressReport report, CancellationToken cancellation)
    {
        ColorMixture foreground = SeedMixture(PixelSeed.Foreground, cancellation);
        ColorMixture background = SeedMixture(PixelSeed.Background, cancellation);
        Cut(foreground, background, cancellation);
        report.Add(1);
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            if (!Learn(ref foreground, ref background, cancellation))
            {
                IsConverged = true;         // all pixels have one label: there is nothing to learn the other one from
                return;
            }

            IsConverged = Cut(foreground, background, cancellation) == 0;
            report.Add(1);
            if (IsConverged)
                return;
        }
    }

    private ColorMixture SeedMixture(PixelSeed kind, CancellationToken cancellation)
    {
        byte[] colors = new byte[3 * _seeds.Count(seed => seed == kind)];
        for (int i = 0, to = 0; i < _seeds.Length; i++)
        {
            if (_seeds[i] != kind)
                continue;
            _image.Pixels.Slice(3 * i, 3).CopyTo(colors.AsSpan(to));
            to += 3;
        }

        return ColorMixture.Of(colors, _components, SeedRounds, cancellation);
    }

    private void SetEdges()
    {
        ReadOnlySpan<byte> pixels = _image.Pixels;
        foreach (int direction in PixelEdges.Forward)
        {
            (int down, int right) = GridCut.Steps[direction];
            int offset = down * _image.Width + right;
            for (int row = 0; row < _image.Height; row++)
            {
                (int from, int to) = PixelEdges.Columns(_image.Height, _image.Width, row, direction);
                for (int column = from; column < to; column++)
                {
                    int at = row * _image.Width + column;
                    int capacity = (int)Math.Round(Scale * _edges.CostOf(PixelEdges.SquareOf(pixels, at, at + offset), direction));
                    _cut.SetEdge(row, column, direction, capacity, capacity);
                }
            }
        }
    }

    /// <summary>Finds the labels of least energy; returns how many changed.</summary>
    private int Cut(ColorMixture foreground, ColorMixture background, CancellationToken cancellation)
    {
        ReadOnlySpan<byte> pixels = _image.Pixels;
        double[] costs = new double[2 * _labels.Length];
        for (int row = 0, i = 0; row < _image.Height; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int column = 0; column < _image.Width; column++, i++)
            {
                costs[2 * i] = background.CostOf(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2], out int behind);
                costs[2 * i + 1] = foreground.CostOf(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2], out int before);
                (_nearest[2 * i], _nearest[2 * i + 1]) = ((byte)behind, (byte)before);
                double preference = Scale * (costs[2 * i] - costs[2 * i + 1]);
                int capacity = !_keepsSeeds || _seeds[i] == PixelSeed.None ? (int)Math.Clamp(Math.Round(preference), -_most, _most)
                    : _seeds[i] == PixelSeed.Foreground ? _most
                    : -_most;
                _cut.SetTerminal(row, column, capacity);
            }
        }

        _cut.Solve(cancellation);
        int changed = 0;
        double energy = 0;
        for (int row = 0, i = 0; row < _image.Height; row++)
        {
            for (int column = 0; column < _image.Width; column++, i++)
            {
                bool label = _cut.IsSource(row, column);
                changed += label != _labels[i] ? 1 : 0;
                _labels[i] = label;
                energy += costs[2 * i + (label ? 1 : 0)];
            }
        }

        Energies.Add(energy + BoundaryCost());
        return changed;
    }

    /// <summary>The cost of all edges between labels.</summary>
    private double BoundaryCost()
    {
        ReadOnlySpan<byte> pixels = _image.Pixels;
        double cost = 0;
        foreach (int direction in PixelEdges.Forward)
        {
            (int down, int right) = GridCut.Steps[direction];
            int offset = down * _image.Width + right;
            for (int row = 0; row < _image.Height; row++)
            {
                (int from, int to) = PixelEdges.Columns(_image.Height, _image.Width, row, direction);
                for (int at = row * _image.Width + from; at < row * _image.Width + to; at++)
                {
                    if (_labels[at] != _labels[at + offset])
                        cost += _edges.CostOf(PixelEdges.SquareOf(pixels, at, at + offset), direction);
                }
            }
        }

        return cost;
    }

    /// <summary>
    /// Pixels go to the component of their label where they cost least, which learns their colours; false where all have one label.
    /// </summary>
    private bool Learn(ref ColorMixture foreground, ref ColorMixture background, CancellationToken cancellation)
    {
        ReadOnlySpan<byte> pixels = _image.Pixels;
        ColorSums[] inside = new ColorSums[_components], outside = new ColorSums[_components];
        for (int row = 0, i = 0; row < _image.Height; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int column = 0; column < _image.Width; column++, i++)
            {
                int component = _nearest[2 * i + (_labels[i] ? 1 : 0)];
                (_labels[i] ? inside : outside)[component].Add(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]);
            }
        }

        if (inside.All(sums => sums.Count == 0) || outside.All(sums => sums.Count == 0))
            return false;
        (foreground, background) = (ColorMixture.Of(inside), ColorMixture.Of(outside));
        return true;
    }
}
