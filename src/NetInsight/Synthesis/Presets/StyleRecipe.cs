using System.Collections.Immutable;
using NetInsight.Synthesis.Parameterizations;

namespace NetInsight.Synthesis.Presets;

/// <summary>The four parts of a style, in units that suit a network's input.</summary>
internal static class StyleRecipe
{
    /// <summary>
    /// The root mean square of a step's change, as a share of the range of pixels: 25 over the elements of 3 x 224 x 224 inputs of range
    /// 4.4 (CS231n's class visualization) is 0.015.
    /// </summary>
    private const double StepShare = 0.015;

    /// <summary>The weight of the squares of an input whose range is 1: CS231n's 1e-3 for a range of 4.4.</summary>
    private const double Squares = 0.02;

    /// <summary>The options of a style for a network.</summary>
    public static ImageSynthesisOptions Of(Model model, ClassVisualizationOptions options)
    {
        ImageSynthesisOptions common = new()
        {
            Images = options.Images,
            Steps = options.Steps,
            Size = options.Size,
            SnapshotEvery = options.SnapshotEvery,
            Seed = options.Seed,
            MemoryBudget = options.MemoryBudget,
        };
        Shape shape = ImageShape.Of(model, common);
        if (options.Style == VisualizationStyle.Fourier)
            return common with { Transformations = Wide(Math.Min(shape[2], shape[3])) };
        double range = new PixelRange(model.Preprocessing, shape[1]).Units.Average();
        ImageSynthesisOptions ascent = common with
        {
            Transformations = [],
            Optimizer = Optimizer.GradientAscent(StepShare * range * Math.Sqrt(shape.Count)),
        };
        return options.Style == VisualizationStyle.Simonyan
            ? ascent with
            {
                Parameterization = Parameterization.Pixels(deviation: 0),
                Regularizers = [Regularizer.L2(Squares / (range * range))],
                StaysInPixelRange = false,
            }
            : ascent with
            {
                Parameterization = Parameterization.Pixels(deviation: 10 / 255.0),
                Regularizers = [Regularizer.Decay(1e-4), Regularizer.Blur(1, 4)],
            };
    }

    /// <summary>
    /// Lucid's transformations, further and by the size of the image: at 224 pixels pad by 16, jitter by 32, scale by 0.75 to 1.25, rotate
    /// by -15 to 15 degrees, jitter by 8. With objects at more positions, sizes and angles more of an image is what other networks, too,
    /// take for the class.
    /// </summary>
    private static ImmutableArray<Transformation> Wide(int side) =>
    [
        Transformation.Pad(Pixels(side, 14)),
        Transformation.Jitter(Pixels(side, 7), wraps: false),
        Transformation.Scale([.. Enumerable.Range(-10, 21).Select(step => 1 + 0.025 * step)]),
        Transformation.Rotate([.. Enumerable.Range(-10, 21).Select(step => 1.5 * step)]),
        Transformation.Jitter(Pixels(side, 28), wraps: false),
    ];

    private static int Pixels(int side, int part) => Math.Min((side + part / 2) / part, 512);
}
