using NetInsight.Kernels.Embedding;
using NetInsight.Synthesis.Parameterizations;
using NetInsight.Synthesis.Transformations;

namespace NetInsight.Tests.Synthesis.Transformations;

/// <summary>Each transformation has its own transposed matrix as gradient, and does what it says.</summary>
public sealed class TransformationTests
{
    private static readonly PixelRange Range = new(Preprocessing.ImageNet, 3);

    public static TheoryData<string> Names => [.. All.Keys];

    private static Dictionary<string, Transformation[]> All => new()
    {
        ["pad"] = [Transformation.Pad(3)],
        ["roll"] = [Transformation.Jitter(9)],
        ["window"] = [Transformation.Jitter(4, wraps: false)],
        ["scale"] = [Transformation.Scale(0.7, 1.3)],
        ["rotate"] = [Transformation.Rotate(-25, 40, 90)],
        ["boxes"] = [Transformation.CropBoxes(3)],
        ["noise"] = [Transformation.Noise(0.1)],
        ["Lucid's"] = [.. Transformation.Lucid],
        ["rolled boxes with noise"] =
            [Transformation.Jitter(5), Transformation.CropBoxes(2, 0.5, 1), Transformation.Noise(0.05), Transformation.Rotate(10)],
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_pass_through_the_transposed_matrix(string name)
    {
        foreach ((int height, int width) in new[] { (17, 24), (16, 16) })
        {
            for (ulong seed = 1; seed <= 5; seed++)
            {
                foreach (DrawnTransformation drawn in Draw(All[name], height, width, seed))
                {
                    Assert.Equal((height, width), (drawn.Height, drawn.Width));
                    float[] x = Random("x", height, width), y = Random("y", height, width);
                    float[] ax = new float[x.Length], a0 = new float[x.Length], back = new float[x.Length];
                    drawn.Apply(x, ax);
                    drawn.Apply(new float[x.Length], a0);
                    drawn.Adjoint(y, back);
                    double forward = Enumerable.Range(0, x.Length).Sum(i => ((double)ax[i] - a0[i]) * y[i]);
                    double backward = Enumerable.Range(0, x.Length).Sum(i => (double)x[i] * back[i]);
                    Assert.Equal(forward, backward, Tolerances.FewRoundings * x.Length);
                }
            }
        }
    }

    [Fact]
    public void A_roll_moves_whole_pixels_round()
    {
        float[] x = Random("x", 5, 7), rolled = new float[x.Length], back = new float[x.Length];
        RollStage stage = new(3, 5, 7, 2, -3);
        stage.Apply(x, rolled);
        for (int i = 0; i < x.Length; i++)
        {
            int channel = i / 35, row = i / 7 % 5, column = i % 7;
            Assert.Equal(x[i], rolled[channel * 35 + (row + 2) % 5 * 7 + (column + 4) % 7]);
        }

        stage.Adjoint(rolled, back);
        Assert.Equal(x, back);
    }

    [Fact]
    public void A_pad_and_the_window_inside_it_is_the_image()
    {
        DrawnTransformation drawn = new(Range, 6, 8);
        drawn.Sample(10, 12, AffineMap.Shift(-2, -2));
        float[] x = Random("x", 6, 8), padded = new float[3 * 120];
        drawn.Apply(x, padded);
        for (int i = 0; i < padded.Length; i++)
        {
            int channel = i / 120, row = i / 12 % 10 - 2, column = i % 12 - 2;
            bool isInside = row is >= 0 and < 6 && column is >= 0 and < 8;
            Assert.Equal(isInside ? x[channel * 48 + row * 8 + column] : Range.At(channel, 0.5), padded[i]);
        }

        drawn.Sample(6, 8, AffineMap.Shift(2, 2));
        float[] same = new float[x.Length];
        drawn.Apply(x, same);
        Assert.Equal(x, same);
    }

    /// <summary>A quarter turn counterclockwise: the first row becomes the first column, from below.</summary>
    [Fact]
    public void A_rotation_turns_counterclockwise()
    {
        DrawnTransformation drawn = Draw([Transformation.Rotate(90)], 5, 5, 1)[0];
        float[] x = Random("x", 5, 5), turned = new float[x.Length];
        drawn.Apply(x, turned);
        for (int i = 0; i < 25; i++)
            Assert.Equal(x[i], turned[(4 - i % 5) * 5 + i / 5], Tolerances.FewRoundings);
    }

    [Fact]
    public void A_factor_above_1_enlarges()
    {
        DrawnTransformation drawn = Draw([Transformation.Scale(2)], 5, 5, 1)[0];
        float[] x = new float[75], y = new float[75];
        (x[12], x[13]) = (1, 3);
        drawn.Apply(x, y);
        Assert.Equal((1f, 2f, 3f), (y[12], y[13], y[14]));
    }

    [Fact]
    public void A_box_is_a_part_of_the_image_at_its_size()
    {
        AffineMap map = AffineMap.Box(2, 3, 4, 4, 8, 8);
        Assert.Equal(2 - 0.25, map.C, 1e-12);               // half pixels of 0.5
        Assert.Equal(0.5, map.A, 1e-12);
        DrawnTransformation[] boxes = Draw([Transformation.CropBoxes(20)], 40, 60, 1);
        Assert.Equal(20, boxes.Length);
        float[] ones = new float[3 * 2400], result = new float[ones.Length];
        ones.AsSpan().Fill(7);
        foreach (DrawnTransformation box in boxes)
        {
            // Inside the image but for half a pixel at an edge.
            box.Apply(ones, result);
            Assert.Equal(7, result[20 * 60 + 30], Tolerances.FewRoundings);
        }
    }

    [Fact]
    public void Noise_has_the_deviation_of_pixels()
    {
        DrawnTransformation drawn = Draw([Transformation.Noise(0.1)], 64, 64, 1)[0];
        float[] result = new float[3 * 4096];
        drawn.Apply(new float[result.Length], result);
        double deviation = Math.Sqrt(result.AsSpan(0, 4096).ToArray().Average(x => (double)x * x));
        Assert.Equal(0.1 / 0.229, deviation, 0.02);
    }

    [Fact]
    public void What_is_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Transformation.Pad(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transformation.Jitter(5000));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transformation.Scale(0));
        Assert.Throws<ArgumentException>(() => Transformation.Scale([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transformation.Rotate(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transformation.CropBoxes(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transformation.CropBoxes(4, 0.5, 0.4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transformation.Noise(-1));
        Assert.Throws<ArgumentException>(() => Draw([Transformation.Jitter(8, wraps: false)], 8, 8, 1));
    }

    private static DrawnTransformation[] Draw(Transformation[] transformations, int height, int width, ulong seed)
    {
        Pcg32 random = new(seed);
        return DrawnTransformation.Draw(transformations, Range, height, width, ref random);
    }

    private static float[] Random(string name, int height, int width) =>
        HashFill.Uniform($"transformation.{name}", new Shape(3, height, width), -1, 1).AsSpan().ToArray();
}
