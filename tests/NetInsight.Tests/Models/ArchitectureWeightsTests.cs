using NetInsight.Models.Architectures.Building;

namespace NetInsight.Tests.Models;

/// <summary>State dicts in the forms in which training code leaves them: prefixes, wrappers, other heads, surplus tensors.</summary>
public sealed class ArchitectureWeightsTests
{
    private static readonly Dictionary<string, Tensor> Plain = Collect();
    private static readonly Tensor Input = HashFill.Uniform("prefixes", new Shape(1, 3, 32, 32), -2, 2);

    [Theory]
    [InlineData("module.")]
    [InlineData("_orig_mod.")]
    [InlineData("model.")]
    [InlineData("backbone.")]
    [InlineData("net.")]
    [InlineData("encoder.")]
    [InlineData("resnet.")]
    [InlineData("model._orig_mod.module.backbone.")]
    [InlineData("student.network.")]
    public void A_prefix_of_all_names_is_found(string prefix) =>
        AssertSame(Plain.ToDictionary(entry => prefix + entry.Key, entry => entry.Value));

    [Theory]
    [InlineData("layer1.", "layer1._orig_mod.")]
    [InlineData("layer2.", "layer2.module.")]
    [InlineData("layer3.0.", "layer3._checkpoint_wrapped_module.0.")]
    public void Wrappers_inside_names_are_skipped(string module, string wrapped) =>
        AssertSame(Plain.ToDictionary(
            entry => "model." + entry.Key.Replace(module, wrapped, StringComparison.Ordinal), entry => entry.Value));

    [Theory]
    [InlineData("linear", 10)]
    [InlineData("linear.1", 10)]
    [InlineData("linear", 2)]
    [InlineData("linear.0.1", 37)]
    public void The_head_states_the_number_of_classes(string head, int classes)
    {
        Dictionary<string, Tensor> weights = WithHead(head, classes);
        using Model model = Make(weights);
        Assert.Equal(classes, model.ClassCount);
        using Model expected = Make(Plain);
        int common = Math.Min(classes, 10);
        Near.Absolute(expected.Forward(Input).AsSpan()[..common], model.Forward(Input).AsSpan()[..common], 1e-5);
    }

    [Fact]
    public void A_head_of_two_layers_is_no_head()
    {
        Dictionary<string, Tensor> weights = WithHead("linear.3", 5);
        weights["linear.0.weight"] = new Tensor(new Shape(64, 64));
        weights["linear.0.bias"] = new Tensor(new Shape(64));
        AssertRefused(weights, "2 missing: linear.bias, linear.weight", "4 surplus: linear.0.bias");
    }

    [Fact]
    public void What_does_not_fit_is_listed()
    {
        Dictionary<string, Tensor> weights = Plain.ToDictionary(entry => "model." + entry.Key, entry => entry.Value);
        weights.Remove("model.bn1.bias");
        weights["criterion.weight"] = new Tensor(new Shape(10));
        weights["model.layer1.0.conv1.weight"] = new Tensor(new Shape(16, 16, 5, 5));
        weights["model.linear.bias"] = new Tensor(new Shape(9));
        AssertRefused(
            weights, "under 'model.'", "1 missing: model.bn1.bias", "1 surplus: criterion.weight",
            "model.layer1.0.conv1.weight (16x16x5x5, ", "model.linear.bias (9, expected classes)");
    }

    [Fact]
    public void Surplus_tensors_beside_the_network_are_left_out_by_request_only()
    {
        Dictionary<string, Tensor> weights = Plain.ToDictionary(entry => "model." + entry.Key, entry => entry.Value);
        weights["criterion.weight"] = new Tensor(new Shape(10));
        AssertRefused(weights, "1 surplus: criterion.weight", "weights.Under(\"model.\")");
        using Model expected = Make(Plain), model = Architectures.CifarResNet(8, Weights.Of(weights).Under("model."));
        Assert.Equal(expected.Forward(Input).AsSpan(), model.Forward(Input).AsSpan());
    }

    [Fact]
    public void Several_networks_are_ambiguous()
    {
        Dictionary<string, Tensor> weights = Plain.ToDictionary(entry => "student." + entry.Key, entry => entry.Value);
        foreach ((string name, Tensor tensor) in Plain)
            weights["teacher." + name] = tensor;
        AssertRefused(weights, "'student.', 'teacher.'", "Weights.Under");
        using Model model = Architectures.CifarResNet(8, Weights.Of(weights).Under("teacher."));
        Assert.Equal(10, model.ClassCount);
    }

    [Fact]
    public void A_name_with_and_without_wrapper_stands_for_itself()
    {
        Dictionary<string, Tensor> weights = new(Plain) { ["module.bn1.bias"] = new Tensor(new Shape(16)) };
        AssertRefused(weights, "1 surplus: module.bn1.bias");
    }

    [Fact]
    public void Names_of_torchvisions_published_DenseNets_are_read()
    {
        ParameterNames names = new(["features.denseblock1.denselayer2.norm.1.weight", "features.denseblock1.denselayer2.conv.2.weight"]);
        Assert.True(names.Contains("features.denseblock1.denselayer2.norm1.weight"));
        Assert.Equal(
            "features.denseblock1.denselayer2.conv.2.weight", names.InFile("features.denseblock1.denselayer2.conv2.weight"));
    }

    [Fact]
    public void A_convolution_over_the_whole_map_is_a_matrix()
    {
        StoredParameter matrix = new("classifier.0.weight", [8, 3 * 7 * 7]), head = new("fc.weight", [StoredParameter.Open, 12]);
        Assert.True(matrix.Fits(new Shape(8, 3, 7, 7), 0));
        Assert.False(matrix.Fits(new Shape(8, 3, 7, 6), 0));
        Assert.False(matrix.Fits(new Shape(7 * 7 * 3, 8), 0));
        Assert.True(head.Fits(new Shape(5, 12, 1, 1), 5));
        Assert.False(head.Fits(new Shape(5, 12), 6));
        Assert.True(new StoredParameter("se.fc1.weight", [4, 6, 1, 1]).Fits(new Shape(4, 6), 0));
        Assert.False(new StoredParameter("conv.weight", [4, 6, 3, 3]).Fits(new Shape(4, 54), 0));
    }

    [Fact]
    public void Renaming_checks_names_and_reads_nothing()
    {
        Weights weights = Weights.Of(Plain);
        Assert.Throws<ArgumentException>("prefix", () => weights.Under("none."));
        Assert.Throws<ArgumentException>("rename", () => weights.Rename(_ => "same"));
        Assert.Throws<InvalidOperationException>(() => HashFill.Weights.Rename(name => name));
        Weights renamed = weights.Rename(name => name == "bn1.bias" ? "shift" : null);
        Assert.Equal(["shift"], renamed.Shapes!.Keys);
        Assert.Equal(Plain["bn1.bias"].AsSpan(), renamed["shift"].AsSpan());
    }

    private static Dictionary<string, Tensor> Collect()
    {
        Dictionary<string, Tensor> weights = [];
        using Model model = Architectures.CifarResNet(8, Weights.Generate((name, shape) => weights[name] = HashFill.Weight(name, shape)));
        return weights;
    }

    private static Dictionary<string, Tensor> WithHead(string head, int classes)
    {
        Dictionary<string, Tensor> weights = new(Plain);
        weights.Remove("linear.weight", out Tensor? weight);
        weights.Remove("linear.bias", out Tensor? bias);
        weights[$"{head}.weight"] = Rows(weight!, classes);
        weights[$"{head}.bias"] = Rows(bias!, classes);
        return weights;
    }

    /// <summary>The first rows of a tensor, zeros after its last.</summary>
    private static Tensor Rows(Tensor tensor, int rows)
    {
        Tensor result = new(new Shape([rows, .. tensor.Shape.Dimensions[1..]]));
        int count = Math.Min(result.Count, tensor.Count);
        tensor.AsSpan()[..count].CopyTo(result.AsSpan());
        return result;
    }

    private static Model Make(Dictionary<string, Tensor> weights) => Architectures.CifarResNet(8, Weights.Of(weights));

    private static void AssertSame(Dictionary<string, Tensor> weights)
    {
        using Model expected = Make(Plain), model = Make(weights);
        Assert.Equal(expected.Forward(Input).AsSpan(), model.Forward(Input).AsSpan());
    }

    private static void AssertRefused(Dictionary<string, Tensor> weights, params string[] parts)
    {
        string message = Assert.Throws<ModelFormatException>(() => Make(weights)).Message;
        foreach (string part in parts)
            Assert.Contains(part, message);
    }
}
