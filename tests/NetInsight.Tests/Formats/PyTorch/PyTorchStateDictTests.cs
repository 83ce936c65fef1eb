namespace NetInsight.Tests.Formats.PyTorch;

/// <summary>Which dict of a checkpoint is read, how its names are read, and how formats are detected.</summary>
public sealed class PyTorchStateDictTests : IDisposable
{
    private static readonly TorchStorage One = TorchStorage.Of("0", 1), Two = TorchStorage.Of("1", 2);
    private readonly PyTorchScratch _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model_state_dict")]
    [InlineData("model")]
    [InlineData("net")]
    [InlineData("state_dict_ema")]
    public void The_dict_of_tensors_may_be_under_a_key(string key)
    {
        byte[] pickle = new PickleBuilder().Op("}(").Text("epoch").Integer(3).Text(key).Op("}").Text("w").Tensor(One, 0, [1], [1]).Op("s")
            .Text("lr").Op("Nu").Stop();
        Assert.Equal(["w"], _file.Load(TorchBuilder.Zip(pickle, One)).Shapes!.Keys);
    }

    [Theory]
    [InlineData("state_dict", "model")]
    [InlineData("checkpoint", "model_state_dict")]
    [InlineData("ema", "state_dict")]
    public void The_dict_may_be_nested(string outer, string inner)
    {
        byte[] pickle = new PickleBuilder().Op("}").Text(outer).Op("}").Text(inner).Op("}").Text("w").Tensor(One, 0, [1], [1]).Op("sss")
            .Stop();
        Weights weights = _file.Load(TorchBuilder.Zip(pickle, One));
        Assert.Equal(["w"], weights.Shapes!.Keys);
        Assert.Equal($"{outer}.{inner}", weights.Key);
    }

    [Theory]
    [InlineData("model_ema", "model")]
    [InlineData("state_dict_ema", "state_dict")]
    [InlineData("ema", "model_state_dict")]
    [InlineData("optimizer", "weights")]
    public void Means_of_weights_and_states_of_optimizers_are_no_first_choice(string other, string key)
    {
        byte[] bytes = TorchBuilder.Zip(TwoDicts(other, key), One, Two);
        Weights weights = _file.Load(bytes);
        Assert.Equal((key, 2f), (weights.Key, weights["w"].AsSpan()[0]));
        if (other != "optimizer")
            Assert.Equal(1, Weights.Load(_file.Path, key: other)["w"].AsSpan()[0]);
    }

    [Fact]
    public void A_dict_can_be_chosen_by_its_key()
    {
        File.WriteAllBytes(_file.Path, TorchBuilder.Zip(TwoDicts("generator", "critic"), One, Two));
        Assert.Equal(2, Weights.Load(_file.Path, key: "critic")["w"].AsSpan()[0]);
        Assert.Contains("generator, critic", Assert.Throws<ArgumentException>("key", () => Weights.Load(_file.Path, key: "model")).Message);
        File.WriteAllBytes(_file.Path, [8, 0, 0, 0, 0, 0, 0, 0, .. "{}      "u8]);
        Assert.Throws<ArgumentException>("key", () => Weights.Load(_file.Path, key: "model"));
    }

    [Fact]
    public void A_dict_that_holds_itself_is_read_once()
    {
        byte[] pickle = new PickleBuilder().Op("}q\0").Text("model").Op("h\0s").Text("w").Tensor(One, 0, [1], [1]).Op("s").Stop();
        Assert.Equal(["w"], _file.Load(TorchBuilder.Zip(pickle, One)).Shapes!.Keys);
    }

    /// <summary>A dict of two dicts, each with a tensor w: 1 in the first, 2 in the second.</summary>
    private static byte[] TwoDicts(string first, string second) => new PickleBuilder().Op("}(")
        .Text(first).Op("}").Text("w").Tensor(One, 0, [1], [1]).Op("s")
        .Text(second).Op("}").Text("w").Tensor(Two, 0, [1], [1]).Op("su").Stop();

    [Fact]
    public void A_tensor_beside_state_dict_is_no_weight()
    {
        byte[] pickle = new PickleBuilder().Op("}(").Text("best_acc1").Tensor(Two, 0, [], []).Text("state_dict").Op("}").Text("w")
            .Tensor(One, 0, [1], [1]).Op("su").Stop();
        Assert.Equal(["w"], _file.Load(TorchBuilder.Zip(pickle, One, Two)).Shapes!.Keys);
    }

    [Fact]
    public void Two_dicts_of_unusual_names_are_ambiguous()
    {
        byte[] pickle = new PickleBuilder().Op("}(").Text("generator").Op("}").Text("w").Tensor(One, 0, [1], [1]).Op("s")
            .Text("critic").Op("}").Text("w").Tensor(Two, 0, [1], [1]).Op("su").Stop();
        _file.Refused("generator, critic", TorchBuilder.Zip(pickle, One, Two));
    }

    [Theory]
    [InlineData("module.a", "module.b", "a", "b")]
    [InlineData("module.a", "b", "b", "module.a")]
    [InlineData("module.module.a", "module.b", "b", "module.a")]
    public void The_prefix_of_DataParallel_is_removed_where_all_names_have_it(
        string first, string second, string expectedFirst, string expectedSecond)
    {
        byte[] pickle = new PickleBuilder().Op("}(").Text(first).Tensor(One, 0, [1], [1]).Text(second).Tensor(Two, 0, [1], [1]).Op("u")
            .Stop();
        Assert.Equal([expectedFirst, expectedSecond], _file.Load(TorchBuilder.Zip(pickle, One, Two)).Shapes!.Keys.Order());
    }

    [Theory]
    [InlineData("]")]
    [InlineData("N")]
    [InlineData("}")]
    [InlineData("}K\u0001Ns")]
    public void What_holds_no_named_tensors_is_refused(string opcodes) =>
        _file.RefusedPickle("tensor", new PickleBuilder().Op(opcodes).Stop());

    [Fact]
    public void Names_tensors_and_elements_have_limits()
    {
        byte[] pickle = new PickleBuilder().Op("}(").Text("first").Tensor(One, 0, [1], [1]).Text("second").Tensor(Two, 0, [1], [1]).Op("u")
            .Stop();
        byte[] bytes = TorchBuilder.Zip(pickle, One, Two);
        Assert.Equal(2, _file.Load(bytes, new LoadLimits { Tensors = 2, Elements = 2, NameLength = 20 }).Shapes!.Count);
        _file.Limited("1 tensors", bytes, new LoadLimits { Tensors = 1 });
        _file.Limited("1 elements", bytes, new LoadLimits { Elements = 1 });
        _file.Limited("limit is 100", bytes, new LoadLimits { FileBytes = 100 });
        _file.Refused("dict under bytes",
            TorchBuilder.Zip(new PickleBuilder().Op("}").Text(new string('a', 70_000)).Tensor(One, 0, [1], [1]).Op("s").Stop(), One));
        _file.Refused("5,000 characters",
            TorchBuilder.Zip(new PickleBuilder().Op("}").Text(new string('a', 5_000)).Tensor(One, 0, [1], [1]).Op("s").Stop(), One));
    }

    [Theory]
    [InlineData(0x4b50)]
    [InlineData(0x0280)]
    public void Safetensors_is_detected_even_if_its_length_begins_like_another_format(int length)
    {
        const string Header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}";
        byte[] bytes = [.. BitConverter.GetBytes((long)length), .. System.Text.Encoding.ASCII.GetBytes(Header.PadRight(length)),
            .. BitConverter.GetBytes(6f)];
        Assert.Equal([6], _file.Load(bytes)["a"].AsSpan());
    }

    [Fact]
    public void Weights_without_a_graph_are_no_network()
    {
        byte[] safetensors = [8, 0, 0, 0, 0, 0, 0, 0, .. "{}      "u8];
        foreach (byte[] bytes in new[] { TorchFixtures.Zip, TorchFixtures.Legacy, safetensors })
        {
            File.WriteAllBytes(_file.Path, bytes);
            Assert.Contains("Architectures", Assert.Throws<ModelFormatException>(() => Model.Load(_file.Path)).Message);
            using MemoryStream stream = new(bytes);
            Assert.Contains("Architectures", Assert.Throws<ModelFormatException>(() => Model.Load(stream)).Message);
        }
    }
}
