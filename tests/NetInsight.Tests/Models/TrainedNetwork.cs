namespace NetInsight.Tests.Models;

/// <summary>A trained network of <c>shared/data</c> with the reference results that PyTorch and Captum computed on one image.</summary>
/// <param name="File">The model's file.</param>
/// <param name="Reference">The reference results.</param>
/// <param name="Image">The image's file; null where only the preprocessed input is there, from which the image is restored.</param>
/// <param name="Layer">An inner layer, by NetInsight's name.</param>
/// <param name="ReferenceLayer">The same layer in the reference.</param>
public sealed record TrainedNetwork(string File, string Reference, string? Image, string Layer, string ReferenceLayer)
{
    public static TheoryData<TrainedNetwork> All { get; } =
    [
        new TrainedNetwork(
            "googlenet.onnx", "googlenet-elephant", "n02504458_African_elephant.JPEG", "inception_4e/relu_3x3", "m_inception_4e_relu_3x3"),
        new TrainedNetwork(
            "squeezenet1_1.onnx", "squeezenet1_1-gokart", "n03444034_go-kart.JPEG", "fire9/relu_expand3x3", "m_fire9_relu_expand3x3"),
        new TrainedNetwork("cifar_resnet20.onnx", "cifar_resnet20-test1234", null, "layer3", "layer3"),
    ];

    internal Model Load() =>
        Model.Load(
            SharedFiles.Require($"data/models/{File}"),
            new ModelOptions { Preprocessing = Image is null ? Preprocessing.Cifar : Preprocessing.Caffe });

    internal ReferenceFile Open() => ReferenceFile.Require(Reference);

    internal RgbImage Photo() => Image is null
        ? Preprocessing.Cifar.ToImage(Open()["input"])
        : RgbImage.Load(SharedFiles.Require($"data/images/{Image}"));

    public override string ToString() => File;
}
