namespace NetInsight.Segmentation.Cutting;

/// <summary>
/// What it costs to cut between neighbours m and n of an image (Rother et al. 2004, equation 4):
/// <code>V(m, n) = gamma / distance(m, n) exp(-beta |z_m - z_n|^2)</code>
/// with colours z in levels, a distance of 1, or of sqrt(2) to diagonal neighbours, and beta = 1 / (2 mean |z_m - z_n|^2) over all pairs
/// (equation 5); of an image of one colour beta is 0.
/// </summary>
internal sealed class PixelEdges
{
    /// <summary>The four directions that name every pair once: right, down, and the two diagonals down.</summary>
    public static ReadOnlySpan<int> Forward => [0, 2, 4, 6];

    private const int LargestSquare = 3 * 255 * 255;

    private readonly double[] _straight = new double[LargestSquare + 1];        // by squared difference of colours

    /// <summary>The costs for an image.</summary>
    public PixelEdges(RgbImage image, double gamma)
    {
        Beta = BetaOf(image);
        for (int square = 0; square < _straight.Length; square++)
            _straight[square] = gamma * Math.Exp(-Beta * square);
    }

    /// <summary>The factor of squared differences.</summary>
    public double Beta { get; }

    /// <summary>The cost between a pixel and its neighbour in a direction, from the squared difference of their colours.</summary>
    public double CostOf(int square, int direction) => direction < 4 ? _straight[square] : _straight[square] * Math.Sqrt(0.5);

    /// <summary>The squared difference of the colours of two pixels, by their indices.</summary>
    public static int SquareOf(ReadOnlySpan<byte> pixels, int first, int second)
    {
        int red = pixels[3 * first] - pixels[3 * second], green = pixels[3 * first + 1] - pixels[3 * second + 1];
        int blue = pixels[3 * first + 2] - pixels[3 * second + 2];
        return red * red + green * green + blue * blue;
    }

    /// <summary>The columns of a row whose neighbour in a direction lies inside the image; empty where none does.</summary>
    public static (int From, int To) Columns(int height, int width, int row, int direction)
    {
        (int down, int right) = GridCut.Steps[direction];
        return (uint)(row + down) < height ? (Math.Max(0, -right), width - Math.Max(0, right)) : (0, 0);
    }

    private static double BetaOf(RgbImage image)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        long sum = 0, pairs = 0;
        foreach (int direction in Forward)
        {
            (int down, int right) = GridCut.Steps[direction];
            int offset = down * image.Width + right;
            for (int row = 0; row < image.Height; row++)
            {
                (int from, int to) = Columns(image.Height, image.Width, row, direction);
                for (int at = row * image.Width + from; at < row * image.Width + to; at++, pairs++)
                    sum += SquareOf(pixels, at, at + offset);
            }
        }

        return sum == 0 ? 0 : pairs / (2.0 * sum);
    }
}
