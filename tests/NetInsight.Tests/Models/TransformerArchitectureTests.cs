namespace NetInsight.Tests.Models;

/// <summary>ConvNeXt, ViT and Swin against what torchvision 0.14.1 computes from the same weights.</summary>
public sealed class TransformerArchitectureTests
{
    /// <summary>Logits of two images: torchvision's ConvNeXt, VisionTransformer and SwinTransformer of the small networks' sizes.</summary>
    private static readonly Dictionary<string, float[]> Expected = new()
    {
        ["ConvNeXt"] =
        [
            -0.5143439173698425f, -0.2795262336730957f, -0.12809967994689941f, 0.45263755321502686f, 0.44727617502212524f,
            -0.39009591937065125f, 0.46151113510131836f,
            0.10145965218544006f, -0.21510976552963257f, 0.6911264061927795f, 0.13323667645454407f, 0.2242698073387146f,
            -0.6200218200683594f, 0.8127161860466003f,
        ],
        ["ViT"] =
        [
            -0.5617001056671143f, -0.09136994928121567f, 0.6585612893104553f, 0.09010811150074005f, 0.43066319823265076f,
            0.16783976554870605f, 0.4541091322898865f,
            -0.6322656869888306f, -0.4752478003501892f, 0.7668415307998657f, -0.017889998853206635f, -0.15717491507530212f,
            0.5731838345527649f, 0.5277376174926758f,
        ],
        ["Swin"] =
        [
            -0.13748547434806824f, 0.24078291654586792f, -0.28395041823387146f, -0.131658673286438f, -0.4941103756427765f,
            0.267206072807312f, -0.12935368716716766f,
            -0.01538783684372902f, 0.1614498496055603f, -0.1214163601398468f, -0.13435760140419006f, -0.3242207169532776f,
            0.16335369646549225f, -0.09604786336421967f,
        ],
    };

    [Theory]
    [MemberData(nameof(SmallTransformer.Names), MemberType = typeof(SmallTransformer))]
    public void Logits_equal_torchvision(string name)
    {
        SmallTransformer small = SmallTransformer.Of(name);
        using Model model = small.Load();
        Assert.Equal(7, model.ClassCount);
        Near.Relative(new Tensor(new Shape(2, 7), Expected[name]), model.Logits(small.Images(2)), Tolerances.Forward);
    }

    /// <summary>The first logits of torchvision's convnext_tiny, vit_b_16 and swin_t, whose largest is about 2.</summary>
    [Theory]
    [InlineData("convnext_tiny", 0.5092645287513733f, 0.7136330604553223f, -0.238533154129982f, -0.14684297144412994f)]
    [InlineData("vit_b_16", 0.3244268596172333f, -0.21080532670021057f, -0.08474079519510269f, 0.28964510560035706f)]
    [InlineData("swin_t", -0.38991227746009827f, 0.8505074977874756f, 0.030511844903230667f, -0.15660834312438965f)]
    public void Logits_of_published_sizes_equal_torchvision(string name, params float[] expected)
    {
        using Model model = name switch
        {
            "convnext_tiny" => Architectures.ConvNeXtTiny(HashFill.Weights),
            "vit_b_16" => Architectures.ViTB16(HashFill.Weights),
            _ => Architectures.SwinTiny(HashFill.Weights),
        };
        Tensor logits = model.Logits(HashFill.Image("zoo.input", 1, 224));
        Assert.Equal(1000, logits.Count);
        Near.Absolute(expected, logits.AsSpan()[..4], 2 * Tolerances.Forward);
    }

    [Theory]
    [MemberData(nameof(SmallTransformer.Names), MemberType = typeof(SmallTransformer))]
    public void The_classes_are_those_of_the_weights(string name)
    {
        using Model model = SmallTransformer.Of(name).Load(SmallTransformer.Of(name).Parameters(classes: 3));
        Assert.Equal(3, model.ClassCount);
    }

    [Theory]
    [MemberData(nameof(SmallTransformer.Names), MemberType = typeof(SmallTransformer))]
    public void An_image_has_the_same_bits_in_a_batch_of_any_size(string name)
    {
        SmallTransformer small = SmallTransformer.Of(name);
        using Model model = small.Load();
        Tensor images = small.Images(5), all = model.RunBatch(images, small.Head, TestContext.Current.CancellationToken);
        for (int n = 0; n < 5; n++)
        {
            Tensor one = new(images.Shape.With(0, 1), images.AsSpan().Slice(n * images.Count / 5, images.Count / 5));
            Tensor alone = model.RunBatch(one, small.Head, TestContext.Current.CancellationToken);
            Assert.Equal(all.AsSpan().Slice(n * 7, 7), alone.AsSpan());
        }
    }

    [Theory]
    [MemberData(nameof(SmallTransformer.Names), MemberType = typeof(SmallTransformer))]
    public void Missing_and_surplus_weights_are_listed(string name)
    {
        SmallTransformer small = SmallTransformer.Of(name);
        Dictionary<string, Tensor> parameters = small.Parameters();
        string missing = parameters.Keys.First();
        parameters.Remove(missing);
        parameters["dist_token"] = new Tensor(new Shape(1));
        string message = Assert.Throws<ModelFormatException>(() => small.Load(parameters)).Message;
        Assert.Contains($"1 missing: {missing}", message);
        Assert.Contains("1 surplus: dist_token", message);
    }

    [Fact]
    public void The_published_sizes_have_the_published_numbers_of_parameters()
    {
        (Func<Weights, ModelOptions?, Model> Make, long Count)[] networks =
        [
            (Architectures.ConvNeXtTiny, 28_589_128), (Architectures.ViTTi16, 5_717_416), (Architectures.ViTS16, 22_050_664),
            (Architectures.SwinTiny, 28_288_354),
        ];
        foreach ((Func<Weights, ModelOptions?, Model> make, long count) in networks)
        {
            long sum = 0;
            make(Weights.Generate((_, shape) => { sum += shape.Count; return new Tensor(shape); }), null).Dispose();
            Assert.Equal(count, sum);
        }
    }

    [Fact]
    public void A_vision_transformer_takes_the_size_of_its_position_embeddings()
    {
        Dictionary<string, Tensor> parameters = SmallTransformer.ViT.Parameters();
        Weights weights = Weights.Of(parameters);
        using Model model = SmallTransformer.ViT.Make(weights, ModelOptions.Default);
        Assert.Equal(new Shape(1, 3, 32, 32), model.InputShape);
        ModelOptions other = new() { InputSize = new ImageSize(64, 64) };
        ArgumentException refused = Assert.Throws<ArgumentException>(() => SmallTransformer.ViT.Make(weights, other));
        Assert.Contains("17 position embeddings", refused.Message);
        parameters["encoder.pos_embedding"] = new Tensor(new Shape(1, 16, 16));
        Assert.Throws<ModelFormatException>(() => SmallTransformer.ViT.Load(parameters));
    }

    [Fact]
    public void ConvNeXt_takes_images_of_any_size()
    {
        using Model model = SmallTransformer.ConvNeXt.Make(
            Weights.Of(SmallTransformer.ConvNeXt.Parameters()), new ModelOptions { InputSize = new ImageSize(40, 72) });
        Assert.Equal(new Shape(1, 7), model.Logits(HashFill.Uniform("wide", new Shape(1, 3, 40, 72), -1, 1)).Shape);
    }

    [Fact]
    public void Preprocessing_is_that_of_torchvisions_weights()
    {
        Weights zeros = Weights.Generate((_, shape) => new Tensor(shape));
        using Model convNeXt = Architectures.ConvNeXtTiny(zeros), swin = Architectures.SwinTiny(zeros), vit = Architectures.ViTTi16(zeros);
        Assert.Equal(Preprocessing.ImageNet with { ShortSide = 236 }, convNeXt.Preprocessing);
        Assert.Equal(Preprocessing.ImageNet with { ShortSide = 232, Interpolation = Interpolation.Bicubic }, swin.Preprocessing);
        Assert.Equal(Preprocessing.ImageNet, vit.Preprocessing);
        Assert.Equal(new Shape(1, 3, 224, 224), convNeXt.InputShape);
        Assert.Equal(new Shape(1, 3, 224, 224), swin.InputShape);
        Assert.Equal(new Shape(1, 3, 224, 224), vit.InputShape);
    }
}
