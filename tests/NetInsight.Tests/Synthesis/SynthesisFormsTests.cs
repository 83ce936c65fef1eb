using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Tests.Formats.Onnx;
using NetInsight.Tests.Models;
using static NetInsight.Tests.Formats.Onnx.OnnxFormsTests;

namespace NetInsight.Tests.Synthesis;

/// <summary>
/// One network in every form that a file may have, of 33 x 47 pixels: open and fixed batches, NHWC, an open size. All give the same images.
/// Gray networks besides.
/// </summary>
public sealed class SynthesisFormsTests
{
    private static readonly Shape Input = new(1, 3, 33, 47);

    private static readonly RgbImage Photo = Preprocessing.UnitRange.ToImage(HashFill.Uniform("forms.photo", Input, 0, 1));

    private static readonly ModelOptions Options = new() { Preprocessing = Preprocessing.ImageNet, InputSize = new ImageSize(33, 47) };

    public static TheoryData<string> Names => [.. Forms.Keys];

    private static Dictionary<string, OnnxBuilder> Forms => new()
    {
        ["one image at a time"] = Classified(Convolved(File(1, 3, 33, 47))),
        ["four images at a time"] =
            Classified(Convolved(File(4, 3, 33, 47)).Longs("r", 4, 4, 33, 47).Node("Reshape", "a r", "b"), "b"),
        ["NHWC"] = Classified(Convolved(File(-1, 33, 47, 3).Node("Transpose", "x", "t", ("perm", new[] { 0, 3, 1, 2 })), "t")),
        ["open size"] = Classified(Convolved(File(-1, 3, -1, -1))),
    };

    private static OnnxBuilder Plain => Classified(Convolved(File(-1, 3, 33, 47)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_form_gives_the_same_images(string name)
    {
        using Model plain = Plain.Load(Options), model = Forms[name].Load(Options);
        foreach (VisualizationStyle style in Enum.GetValues<VisualizationStyle>())
            Same(each => ClassVisualization.Compute(each, Target.Class(1), new() { Style = style, Steps = 5, Images = 2 }).Inputs);
        Same(each => FeatureVisualization.Compute(each, "c", 2, new() { Steps = 5, Images = 2 }).Inputs);
        Same(each => DeepDream.Compute(each, Photo, "a", new() { Octaves = 2, StepsPerOctave = 2, Jitter = 5 }).Inputs);
        foreach (FoolingMethod method in Enum.GetValues<FoolingMethod>())
        {
            Same(each => FoolingImage.Compute(
                each, Photo, new() { Method = method, Norm = ChangeNorm.Euclidean, MaximumSteps = 3, StopsWhenFooled = false }).Input);
        }

        void Same(Func<Model, Tensor> compute)
        {
            Tensor expected = compute(plain);
            Assert.Equal((33, 47), (expected.Shape[2], expected.Shape[3]));
            Near.Relative(expected, compute(model), Tolerances.NetworkGradient);
        }
    }

    /// <summary>A file that fixes its batch runs one image at a time: nothing to compare it with.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Images_are_compared_unless_the_file_fixes_its_batch(string name)
    {
        FeatureVisualizationOptions options = new() { Steps = 3, Images = 3, Diversity = 1 };
        using Model plain = Plain.Load(Options), model = Forms[name].Load(Options);
        SynthesizedImages expected = FeatureVisualization.Compute(plain, "c", 2, options);
        if (name is "NHWC" or "open size")
        {
            Near.Relative(expected.Inputs, FeatureVisualization.Compute(model, "c", 2, options).Inputs, Tolerances.NetworkGradient);
            return;
        }

        InvalidOperationException refused =
            Assert.Throws<InvalidOperationException>(() => FeatureVisualization.Compute(model, "c", 2, options));
        Assert.Equal("The file takes one image at a time, but the objective compares images of a batch.", refused.Message);
    }

    [Fact]
    public void Gray_networks_have_gray_images()
    {
        using Model model = Classified(Convolved(File(-1, 1, 33, 47), channels: 1)).Load(
            new ModelOptions { Preprocessing = new Preprocessing { Channels = ChannelOrder.Gray } });
        foreach (VisualizationStyle style in Enum.GetValues<VisualizationStyle>())
        {
            SynthesizedImages images = ClassVisualization.Compute(model, Target.Class(1), new() { Style = style, Steps = 20 });
            Assert.True(images.FinalValues![0] > images.ValuesOf()[0], images.Caption);
            Gray(images.ToImage());
        }

        Gray(DeepDream.Compute(model, Photo, "a", new() { Octaves = 2, StepsPerOctave = 2 }).ToImage());
        FoolingImageReport report = FoolingImage.Compute(model, Photo, new() { MaximumSteps = 2, StopsWhenFooled = false });
        Gray(report.ToImage());
        Gray(report.Difference());

        static void Gray(RgbImage image)
        {
            Assert.Equal((33, 47), (image.Height, image.Width));
            for (int row = 0; row < image.Height; row++)
            {
                for (int column = 0; column < image.Width; column++)
                    Assert.True(image[row, column] is var color && color.R == color.G && color.G == color.B);
            }
        }
    }

    /// <summary>Where the file states no channels either, the preprocessing does.</summary>
    [Fact]
    public void Open_channels_are_those_of_the_preprocessing_once_a_size_is_given()
    {
        GraphBuilder graph = new();
        int x = graph.Input("x", null, null, null, null);
        using Model model = new(
            graph.Build(graph.Node("half", new Arithmetic<Mul>(), x, graph.Constant(new Shape(), 0.5f))),
            new ModelOptions { Preprocessing = Preprocessing.ImageNet });
        FeatureVisualizationOptions options = new() { Steps = 2 };
        Assert.Contains(
            "give ImageSynthesisOptions.Size",
            Assert.Throws<InvalidOperationException>(() => FeatureVisualization.Compute(model, "half", 1, options)).Message);
        SynthesizedImages images = FeatureVisualization.Compute(model, "half", 1, options with { Size = new ImageSize(5, 7) });
        Assert.Equal(new Shape(1, 3, 5, 7), images.Inputs.Shape);
    }
}
