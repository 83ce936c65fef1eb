using NetInsight.Attribution.Occlusion;

namespace NetInsight.Tests.Models;

/// <summary>Every technique that has a meaning for transformers and ConvNeXt runs on them, and means what it says.</summary>
public sealed class TransformerTechniquesTests
{
    private const string Encoder = "encoder.layers.encoder_layer_1";

    [Theory]
    [InlineData("ConvNeXt", null)]
    [InlineData("ConvNeXt", 3)]
    [InlineData("ViT", null)]
    [InlineData("ViT", 1)]
    [InlineData("Swin", null)]
    [InlineData("Swin", 3)]
    public void Incremental_occlusion_has_the_bits_of_plain_runs(string name, int? batch)
    {
        SmallTransformer small = SmallTransformer.Of(name);
        using Model model = small.Load(precision: Precision.Exact);
        OcclusionOptions options = new() { Window = new OcclusionWindow(11, 9), BatchSize = batch };
        RgbImage photo = small.Photo();
        OcclusionMap incremental = Occlusion.Compute(model, photo, options: options);
        OcclusionMap whole = Occlusion.Compute(model, OccludedInput.Of(model, photo, options), null, options, isIncremental: false);
        OcclusionGrid grid = incremental.Grids[0];
        bool differ = false;
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < grid.Columns; column++)
            {
                for (int k = 0; k < 7; k++)
                {
                    Assert.Equal(whole.Grids[0].Logit(row, column, k), grid.Logit(row, column, k));
                    differ |= grid.Logit(row, column, k) != grid.Logit(0, 0, k);
                }
            }
        }

        Assert.True(differ);
    }

    [Theory]
    [InlineData("ConvNeXt", "features.0.0", 8, 4)]
    [InlineData("ViT", "conv_proj", 16, 8)]
    [InlineData("Swin", "features.0.0", 8, 4)]
    public void The_patch_embedding_has_filters_in_colour(string name, string layer, int count, int side)
    {
        using Model model = SmallTransformer.Of(name).Load();
        FilterGrid filters = Filters.Compute(model, layer);
        Assert.Equal(new Shape(count, 3, side, side), filters.Values.Shape);
        Assert.Contains("change of the output per step of a pixel", filters.Caption);
    }

    [Theory]
    [MemberData(nameof(SmallTransformer.Names), MemberType = typeof(SmallTransformer))]
    public void The_layers_of_each_block_are_maps_of_positions(string name)
    {
        (string Layer, int Channels, int Side)[] layers = name switch
        {
            "ConvNeXt" =>
            [
                ("features.1.0.block.2", 8, 12), ("features.1.0.block.4", 32, 12), ("features.3.0", 16, 6), ("features.5.1.add", 24, 3),
            ],
            "ViT" =>
            [
                ("conv_proj", 16, 4), ("conv_proj.flatten", 16, 4), ("conv_proj.tokens", 16, 4), ("encoder.dropout", 16, 4),
                ($"{Encoder}.ln_1", 16, 4), ($"{Encoder}.self_attention", 16, 4), ($"{Encoder}.self_attention.q", 16, 4),
                ($"{Encoder}.self_attention.k", 16, 4), ($"{Encoder}.self_attention.values", 16, 4),
                ($"{Encoder}.self_attention.weights", 2, 17), ($"{Encoder}.mlp.1", 64, 4), (Encoder, 16, 4), ("encoder.ln", 16, 4),
            ],
            _ =>
            [
                ("features.1.1.norm1", 8, 12), ("features.1.1.attn.qkv", 24, 12), ("features.1.1.attn", 8, 12), ("features.2", 16, 6),
                ("features.3.1.mlp.1", 64, 6), ("norm", 16, 6),
            ],
        };
        SmallTransformer small = SmallTransformer.Of(name);
        using Model model = small.Load();
        IReadOnlyList<ActivationMap> maps = Activations.Compute(model, small.Photo(), layers.Select(layer => layer.Layer));
        Assert.Equal(
            layers.Select(layer => new Shape(layer.Channels, layer.Side, layer.Side)), maps.Select(map => map.Output.Shape));
        Assert.All(maps, map => Assert.True(map.ToImage().Width > 1));
    }

    [Fact]
    public void A_token_is_drawn_where_its_patch_is()
    {
        using Model model = SmallTransformer.ViT.Load();
        RgbImage photo = SmallTransformer.ViT.Photo();
        string layer = $"{Encoder}.ln_2";
        Tensor tokens = model.Run(model.Prepare(photo), [layer])[layer];
        Assert.Equal(new Shape(1, 17, 16), tokens.Shape);
        ActivationMap map = Activations.Compute(model, photo, [layer])[0];
        for (int channel = 0; channel < 16; channel++)
        {
            for (int row = 0; row < 4; row++)
            {
                for (int column = 0; column < 4; column++)
                    Assert.Equal(tokens[0, 1 + row * 4 + column, channel], map.Output[channel, row, column]);
            }
        }

        Assert.Contains("Tokens without a position (class token) are left out: 1.", map.Caption);
        ActivationMap heads = Activations.Compute(model, photo, [$"{Encoder}.self_attention.weights"])[0];
        Assert.DoesNotContain("left out", heads.Caption);
        Tensor weights = heads.Output;
        for (int row = 0; row < 34; row++)                                  // each query's weights sum to 1
            Assert.Equal(1, weights.AsSpan().Slice(row * 17, 17).ToArray().Sum(), 1e-5);
    }

    [Fact]
    public void Features_of_tokens_are_pooled_over_positions()
    {
        using Model model = SmallTransformer.ViT.Load();
        Tensor images = SmallTransformer.ViT.Images(3);
        RgbImage[] photos = [.. Enumerable.Range(0, 3).Select(n => Preprocessing.Cifar.ToImage(images, n))];
        Tensor tokens = model.Run(model.Prepare(photos[1]), ["encoder.ln"])["encoder.ln"];
        FeatureTable mean = Features.Compute(model, photos, "encoder.ln", new FeaturesOptions { Pooling = FeaturePooling.Average });
        Assert.Equal(16, mean.Values.Shape[1]);
        for (int channel = 0; channel < 16; channel++)
            Assert.Equal(Enumerable.Range(1, 16).Average(t => tokens[0, t, channel]), mean.Values[1, channel], 1e-5f);
        FeatureTable token = Features.Compute(model, photos, "heads.token");
        Assert.Equal(new Shape(3, 16), token.Values.Shape);
        Near.Relative(new Tensor(new Shape(16), tokens.AsSpan()[..16]), new Tensor(new Shape(16), token.Values.AsSpan()[16..32]), 1e-6);
        NearestNeighborTable neighbors = NearestNeighbors.Compute(token.Values, 2);
        Assert.Equal(3, neighbors.QueryCount);
    }

    [Theory]
    [InlineData("ConvNeXt", "features.0.1", 4)]
    [InlineData("ConvNeXt", "features.3.0", null)]
    [InlineData("ViT", "conv_proj", 8)]
    [InlineData("ViT", "encoder.ln", 32)]
    [InlineData("Swin", "features.0.2", 4)]
    [InlineData("Swin", "features.1.1", null)]
    public void Patches_are_found_in_every_channel(string name, string layer, int? side)
    {
        SmallTransformer small = SmallTransformer.Of(name);
        using Model model = small.Load();
        Tensor images = small.Images(4);
        NamedImage[] photos = [.. Enumerable.Range(0, 4).Select(n => new NamedImage($"{n}", Preprocessing.Cifar.ToImage(images, n)))];
        PatchTable table = MaximallyActivatingPatches.Compute(
            model, photos, layer, [1, 3], new PatchesOptions { Count = 3, PerImage = 1 });
        ActivationMap map = Activations.Compute(model, photos.Single(photo => photo.Id == table.Of(3)[0].ImageId).Image, [layer])[0];
        Assert.Equal(map.Channels[3].Maximum, table.Of(3)[0].Score, 1e-5);
        ActivatingPatch best = table.Of(3)[0];
        Assert.Equal(map.Output[3, best.Row, best.Column], best.Score, 1e-5f);
        if (side is { } pixels)
            Assert.Equal((pixels, pixels), (best.Input.Height, best.Input.Width));
    }

    [Fact]
    public void The_receptive_field_of_an_encoder_is_the_whole_image()
    {
        using Model model = SmallTransformer.ViT.Load();
        Assert.Equal(8, model.ReceptiveFieldOf("conv_proj").Height);
        PixelRectangle field = model.ReceptiveFieldOf("encoder.ln").Of(2, 1, 32, 32);
        Assert.Equal((0, 0, 32, 32), (field.Top, field.Left, field.Height, field.Width));
    }
}
