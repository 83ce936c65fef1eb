using NetInsight.Attribution;
using NetInsight.Attribution.Cam;

namespace NetInsight.Tests.Attribution.Cam;

/// <summary>The layer that class activation maps take where none is named.</summary>
public sealed class DefaultLayerTests
{
    [Theory]
    [InlineData("alexnet", "features.11", 256, 13)]
    [InlineData("vgg16", "features.29", 512, 14)]
    [InlineData("resnet18", "layer4.1.relu_1", 512, 7)]
    [InlineData("squeezenet1_1", "features.12.concat", 512, 13)]
    [InlineData("densenet121", "relu", 1024, 7)]
    [InlineData("mobilenet_v2", "features.18.2", 1280, 7)]
    [InlineData("mobilenet_v3_large", "features.16.2", 960, 7)]
    [InlineData("efficientnet_b0", "features.8.2", 1280, 7)]
    [InlineData("googlenet", "inception5b.concat", 1024, 7)]
    [InlineData("shufflenet_v2_x1_0", "conv5.2", 1024, 7)]
    [InlineData("convnext_tiny", "features.7.2.add", 768, 7)]
    [InlineData("swin_t", "norm", 768, 7)]
    [InlineData("vit_b_16", "encoder.layers.encoder_layer_11.ln_1", 768, 14)]
    public void It_is_the_last_feature_map_before_pooling(string network, string layer, int channels, int side)
    {
        using Model model = Architectures.Create(network, HashFill.Weights);
        Tensor input = HashFill.Image("default layer", 1, 224);
        CamLayer found = CamLayers.Of(model, input, new TargetScores(model, Target.Class(1)).Value, [])[0];
        Assert.Equal((layer, channels, side, side), (found.Name, found.Grid.Channels, found.Grid.Height, found.Grid.Width));
    }

    [Theory]
    [InlineData("data/models/googlenet.onnx", "inception_5b/output", 1024, 7)]
    [InlineData("data/models/squeezenet1_1.onnx", "fire9/concat", 512, 14)]
    [InlineData("data/models/cifar_resnet20.onnx", "layer3.2.relu2", 64, 8)]
    [InlineData("cases/users/batch/channel_shuffle_open_batch.onnx", "Reshape_b", 6, 16)]
    [InlineData("cases/users/op/attention_23.onnx", "Attention_at", 6, 16)]
    public void It_is_found_in_files(string file, string layer, int channels, int side)
    {
        using Model model = Model.Load(SharedFiles.Require(file));
        Tensor input = new(model.InputShape!.Value);
        CamLayer found = CamLayers.Of(model, input, new TargetScores(model, Target.Class(1)).Value, [])[0];
        Assert.Equal((layer, channels, side, side), (found.Name, found.Grid.Channels, found.Grid.Height, found.Grid.Width));
    }
}
