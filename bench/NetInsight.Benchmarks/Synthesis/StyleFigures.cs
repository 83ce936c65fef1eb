using System.CommandLine;

namespace NetInsight.Benchmarks;

/// <summary>The figures of docs/synthesis.md on styles and textures, from drawn pictures.</summary>
internal static class StyleFigures
{
    /// <summary>Reads the arguments and runs.</summary>
    public static int Run(string[] args)
    {
        Option<string> network = new("--model")
        {
            Description = "A network of Caffe's preprocessing.",
            DefaultValueFactory = _ => "../shared/data/models/googlenet.onnx",
        };
        Option<string> output = new("--out") { Description = "The folder.", DefaultValueFactory = _ => "docs" };
        Option<int> size = new("--size") { Description = "Height and width of each picture.", DefaultValueFactory = _ => 224 };
        Option<int> steps = new("--steps") { Description = "Steps.", DefaultValueFactory = _ => 200 };
        Option<int> quality = new("--quality") { Description = "Of JPEG.", DefaultValueFactory = _ => 80 };
        RootCommand command = new("Figures of styles and textures.") { network, output, size, steps, quality };
        command.SetAction(parsed =>
        {
            using Model model = Model.Load(
                parsed.GetRequiredValue(network), new ModelOptions { Preprocessing = Preprocessing.Caffe });
            int side = parsed.GetValue(size);
            RgbImage content = DrawnPictures.Landscape(side), strokes = DrawnPictures.Strokes(side), mosaic = DrawnPictures.Mosaic(side);
            StyleTransferOptions options = new()
            {
                Steps = parsed.GetValue(steps),
                Smoothness = 100,
                ContentWeight = 30,
                StaysInPixelRange = true,
            };
            RgbImage first = Styled(options, new StyleImage(strokes)), second = Styled(options, new StyleImage(mosaic));
            RgbImage both = Styled(options, new StyleImage(strokes), new StyleImage(mosaic));
            Save("style-transfer.jpg", 3, content, strokes, mosaic, both, first, second);
            Save(
                "style-colors.jpg",
                3,
                first,
                Styled(options with { Colors = StyleColors.ContentByLuminance }, new StyleImage(strokes)),
                Styled(options with { Colors = StyleColors.ContentByMatching }, new StyleImage(strokes)));
            TextureSynthesisOptions texture = new() { Steps = parsed.GetValue(steps), Smoothness = 30 };
            Save(
                "texture-synthesis.jpg",
                4,
                strokes,
                TextureSynthesis.Compute(model, strokes, texture).ToImage(),
                mosaic,
                TextureSynthesis.Compute(model, mosaic, texture).ToImage());

            RgbImage Styled(StyleTransferOptions with, params StyleImage[] styles)
            {
                StyleTransferReport styled = StyleTransfer.Compute(model, content, styles, with);
                Console.WriteLine(styled.Caption);
                return styled.ToImage();
            }

            void Save(string name, int columns, params RgbImage[] pictures)
            {
                string path = Path.Combine(parsed.GetRequiredValue(output), name);
                Directory.CreateDirectory(parsed.GetRequiredValue(output));
                ImageGrid.Arrange(pictures, columns, gap: 4, RgbColor.White).Save(path, parsed.GetValue(quality));
                Console.WriteLine($"{path}: {new FileInfo(path).Length:N0} bytes");
            }
        });
        return command.Parse(args).Invoke();
    }
}
