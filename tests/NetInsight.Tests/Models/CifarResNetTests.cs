namespace NetInsight.Tests.Models;

/// <summary>One trained network from four formats: its graph and weights from ONNX, or our architecture filled by name.</summary>
public sealed class CifarResNetTests
{
    private const string Name = "data/models/cifar_resnet20";

    [Fact]
    public void All_formats_give_the_logits_of_the_onnx_file()
    {
        Tensor input = HashFill.Uniform("cifar", new Shape(3, 3, 32, 32), -2, 2);
        using Model onnx = Model.Load(SharedFiles.Require($"{Name}.onnx"));
        Tensor expected = onnx.Forward(input);
        Tensor? first = null;
        foreach (string file in new[] { $"{Name}.safetensors", $"{Name}.pth", $"{Name}-legacy.th" })
        {
            using Model model = Architectures.CifarResNet(20, Weights.Load(SharedFiles.Require(file)));
            Tensor logits = model.Forward(input);
            Near.Relative(expected, logits, Tolerances.Forward);
            Assert.Equal((first ??= logits).AsSpan(), logits.AsSpan());           // the same weights and graph: the same bits
        }
    }

    [Theory]
    [InlineData($"{Name}.onnx")]
    [InlineData($"{Name}.pth")]
    public void It_gets_915_of_the_first_1000_test_images_right(string file)
    {
        string path = SharedFiles.Require(file);
        using Model model = path.EndsWith("onnx", StringComparison.Ordinal)
            ? Model.Load(path)
            : Architectures.CifarResNet(20, Weights.Load(path));
        Assert.Equal(915, CifarImages.Right(model, model.Preprocessing, CifarImages.Load("data/cifar10-test-first1000.safetensors")));
    }

    [Fact]
    public void Depths_that_no_such_network_has_are_refused()
    {
        Weights none = Weights.Of(new Dictionary<string, Tensor>());
        foreach (int depth in new[] { 0, 2, 18, 21 })
            Assert.Equal("depth", Assert.Throws<ArgumentOutOfRangeException>(() => Architectures.CifarResNet(depth, none)).ParamName);
        using Model deep = Architectures.CifarResNet(56, HashFill.Weights);
        Assert.Equal(853_018, deep.ParameterCount);
    }
}
