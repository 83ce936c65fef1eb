using System.Collections.Frozen;
using System.Collections.Immutable;

namespace NetInsight;

public static partial class Architectures
{
    /// <summary>The architectures by torchvision's names, each built with its defaults.</summary>
    private static readonly FrozenDictionary<string, Func<Weights, ModelOptions?, Model>> Registry =
        new Dictionary<string, Func<Weights, ModelOptions?, Model>>
        {
            ["alexnet"] = AlexNet,
            ["convnext_base"] = ConvNeXtBase,
            ["convnext_large"] = ConvNeXtLarge,
            ["convnext_small"] = ConvNeXtSmall,
            ["convnext_tiny"] = ConvNeXtTiny,
            ["densenet121"] = DenseNet121,
            ["densenet161"] = DenseNet161,
            ["densenet169"] = DenseNet169,
            ["densenet201"] = DenseNet201,
            ["efficientnet_b0"] = (weights, options) => EfficientNet(EfficientNetVariant.B0, weights, options: options),
            ["efficientnet_b1"] = (weights, options) => EfficientNet(EfficientNetVariant.B1, weights, options: options),
            ["efficientnet_b2"] = (weights, options) => EfficientNet(EfficientNetVariant.B2, weights, options: options),
            ["efficientnet_b3"] = (weights, options) => EfficientNet(EfficientNetVariant.B3, weights, options: options),
            ["efficientnet_b4"] = (weights, options) => EfficientNet(EfficientNetVariant.B4, weights, options: options),
            ["efficientnet_b5"] = (weights, options) => EfficientNet(EfficientNetVariant.B5, weights, options: options),
            ["efficientnet_b6"] = (weights, options) => EfficientNet(EfficientNetVariant.B6, weights, options: options),
            ["efficientnet_b7"] = (weights, options) => EfficientNet(EfficientNetVariant.B7, weights, options: options),
            ["googlenet"] = (weights, options) => GoogLeNet(weights, options: options),
            ["inception_v3"] = (weights, options) => InceptionV3(weights, options: options),
            ["mnasnet0_5"] = (weights, options) => MnasNet(0.5, weights, options),
            ["mnasnet0_75"] = (weights, options) => MnasNet(0.75, weights, options),
            ["mnasnet1_0"] = (weights, options) => MnasNet(1, weights, options),
            ["mnasnet1_3"] = (weights, options) => MnasNet(1.3, weights, options),
            ["mobilenet_v2"] = MobileNetV2,
            ["mobilenet_v3_large"] = (weights, options) => MobileNetV3Large(weights, options: options),
            ["mobilenet_v3_small"] = (weights, options) => MobileNetV3Small(weights, options: options),
            ["regnet_x_16gf"] = (weights, options) => RegNet(RegNetVariant.X16GF, weights, options),
            ["regnet_x_1_6gf"] = (weights, options) => RegNet(RegNetVariant.X1600MF, weights, options),
            ["regnet_x_32gf"] = (weights, options) => RegNet(RegNetVariant.X32GF, weights, options),
            ["regnet_x_3_2gf"] = (weights, options) => RegNet(RegNetVariant.X3200MF, weights, options),
            ["regnet_x_400mf"] = (weights, options) => RegNet(RegNetVariant.X400MF, weights, options),
            ["regnet_x_800mf"] = (weights, options) => RegNet(RegNetVariant.X800MF, weights, options),
            ["regnet_x_8gf"] = (weights, options) => RegNet(RegNetVariant.X8GF, weights, options),
            ["regnet_y_128gf"] = (weights, options) => RegNet(RegNetVariant.Y128GF, weights, options),
            ["regnet_y_16gf"] = (weights, options) => RegNet(RegNetVariant.Y16GF, weights, options),
            ["regnet_y_1_6gf"] = (weights, options) => RegNet(RegNetVariant.Y1600MF, weights, options),
            ["regnet_y_32gf"] = (weights, options) => RegNet(RegNetVariant.Y32GF, weights, options),
            ["regnet_y_3_2gf"] = (weights, options) => RegNet(RegNetVariant.Y3200MF, weights, options),
            ["regnet_y_400mf"] = (weights, options) => RegNet(RegNetVariant.Y400MF, weights, options),
            ["regnet_y_800mf"] = (weights, options) => RegNet(RegNetVariant.Y800MF, weights, options),
            ["regnet_y_8gf"] = (weights, options) => RegNet(RegNetVariant.Y8GF, weights, options),
            ["resnet18"] = ResNet18,
            ["resnet34"] = ResNet34,
            ["resnet50"] = ResNet50,
            ["resnet101"] = ResNet101,
            ["resnet152"] = ResNet152,
            ["resnext101_32x8d"] = (weights, options) => ResNeXt(101, weights, 32, 8, options),
            ["resnext101_64x4d"] = (weights, options) => ResNeXt(101, weights, 64, 4, options),
            ["resnext50_32x4d"] = (weights, options) => ResNeXt(50, weights, 32, 4, options),
            ["shufflenet_v2_x0_5"] = (weights, options) => ShuffleNetV2(0.5, weights, options),
            ["shufflenet_v2_x1_0"] = (weights, options) => ShuffleNetV2(1, weights, options),
            ["shufflenet_v2_x1_5"] = (weights, options) => ShuffleNetV2(1.5, weights, options),
            ["shufflenet_v2_x2_0"] = (weights, options) => ShuffleNetV2(2, weights, options),
            ["squeezenet1_0"] = SqueezeNet10,
            ["squeezenet1_1"] = SqueezeNet11,
            ["swin_b"] = SwinBase,
            ["swin_s"] = SwinSmall,
            ["swin_t"] = SwinTiny,
            ["vgg11"] = (weights, options) => Vgg11(weights, false, options),
            ["vgg11_bn"] = (weights, options) => Vgg11(weights, true, options),
            ["vgg13"] = (weights, options) => Vgg13(weights, false, options),
            ["vgg13_bn"] = (weights, options) => Vgg13(weights, true, options),
            ["vgg16"] = (weights, options) => Vgg16(weights, false, options),
            ["vgg16_bn"] = (weights, options) => Vgg16(weights, true, options),
            ["vgg19"] = (weights, options) => Vgg19(weights, false, options),
            ["vgg19_bn"] = (weights, options) => Vgg19(weights, true, options),
            ["vit_b_16"] = ViTB16,
            ["vit_b_32"] = ViTB32,
            ["vit_l_16"] = ViTL16,
            ["vit_l_32"] = ViTL32,
            ["wide_resnet101_2"] = WideResNet101,
            ["wide_resnet50_2"] = WideResNet50,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names that <see cref="Create"/> takes, sorted.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Registry.Keys.Order(StringComparer.Ordinal)];

    /// <summary>An architecture by torchvision's name, such as <c>resnet50</c> or <c>efficientnet_b0</c>, with its defaults.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="weights">The state dict.</param>
    /// <param name="options">Preprocessing, labels, threads.</param>
    /// <exception cref="ArgumentException">There is no architecture of this name; all are listed.</exception>
    /// <exception cref="ModelFormatException">Parameters are missing, surplus or misshapen; all are listed.</exception>
    public static Model Create(string name, Weights weights, ModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(weights);
        return Registry.TryGetValue(name, out Func<Weights, ModelOptions?, Model>? make)
            ? make(weights, options)
            : throw new ArgumentException($"There is no architecture '{name}'. There are: {string.Join(", ", Names)}.", nameof(name));
    }
}
