namespace NetInsight.Tests.Cases;

/// <summary>
/// The files of <c>shared/cases/hostile</c>, each with its result: refused by a documented exception at load, or read and run. Each within
/// 2 seconds of CPU (given twice for a busy machine) and 64 MiB beside twice the file.
/// </summary>
public sealed class HostileCaseTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData("F2-BatchNormalization-without-parameters", "has 1 input; 5 are expected")]
    [InlineData("F2-GroupNormalization-without-parameters", "has 1 input; 3 are expected")]
    [InlineData("F2-InstanceNormalization-without-parameters", "has 1 input; 3 are expected")]
    [InlineData("F2-LayerNormalization-without-parameters", "has 1 input; 2 to 3 are expected")]
    [InlineData("F2-interpolation-99", "interpolation")]
    [InlineData("F2-zero-classes", "no elements")]
    [InlineData("F9-add-of-one", "has 1 input; 2 are expected")]
    [InlineData("F9-conv-two-outputs", "has 2 outputs; 1 is expected")]
    [InlineData("F9-keepdims-2", "keepdims")]
    public void Refused_at_load(string name, string rule)
    {
        string path = Require(name);
        ModelFormatException refusal = Assert.Throws<ModelFormatException>(() => Within(path, () => Model.Load(path)));
        Assert.Contains(rule, refusal.Message, StringComparison.Ordinal);
        using FileStream stream = File.OpenRead(path);
        Assert.Contains(rule, Assert.Throws<ModelFormatException>(() => Model.Load(stream)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F3_networks_of_other_wiring_have_other_fingerprints()
    {
        using Model a = Model.Load(Require("F3-wiring-a")), b = Model.Load(Require("F3-wiring-b"));
        Assert.NotEqual(FingerprintOf(a), FingerprintOf(b));

        static string FingerprintOf(Model model) => model.FingerprintOf(model.Layers[^1].Name, CancellationToken.None);
    }

    /// <summary>The race itself is run in OnnxExternalDataRaceTests.</summary>
    [Fact]
    public void F4_external_data_behind_a_link_are_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links need no privilege on Linux.");
        string source = Require("F4-race"), folder = Directory.CreateTempSubdirectory("netinsight-").FullName;
        try
        {
            string path = Path.Combine(folder, "model.onnx");
            File.Copy(source, path);
            File.CreateSymbolicLink(Path.Combine(folder, "ext.bin"), source);
            Assert.Contains("through a link", Assert.Throws<ModelFormatException>(() => Model.Load(path)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("F5-shared-external-data-20")]
    [InlineData("F5-shared-external-data-100")]
    public void F5_shared_external_data_are_read_once_or_not_at_all(string name)
    {
        string source = Require(name), folder = Directory.CreateTempSubdirectory("netinsight-").FullName;
        try
        {
            string path = Path.Combine(folder, "model.onnx");
            File.Copy(source, path);
            using (FileStream data = File.Create(Path.Combine(folder, "e.bin")))
                data.SetLength(67_108_864);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            using Model model = Model.Load(path);
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, (64L << 20) + 2 * 67_108_864L);
            model.Forward(new Tensor(model.InputShape!.Value));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void F7_35_bytes_do_not_take_701_MB()
    {
        string path = SharedFiles.Require("cases/hostile/F7-35-bytes-701MB.gif");
        string rule = Assert.Throws<ImageFormatException>(() => Within(path, () => RgbImage.Load(path))).Rule;
        Assert.StartsWith("Decoding takes", rule, StringComparison.Ordinal);
    }

    [Fact]
    public void F8_a_fixed_batch_of_two_is_read()
    {
        using Model model = Model.Load(Require("F8-fixed-batch-2"));
        Assert.Equal(1, model.InputShape!.Value[0]);
        Assert.Equal(1, model.Forward(new Tensor(model.InputShape.Value)).Shape[0]);
    }

    [Fact]
    public void F10_terminal_escapes_in_names_are_escaped()
    {
        using Model model = Model.Load(Require("F10-escape-in-layer-name"));
        Assert.All(model.Layers, layer => Assert.DoesNotContain(layer.Name, char.IsControl));
        Assert.All(model.Layers, layer => Assert.DoesNotContain(layer.ToString(), char.IsControl));
        Assert.DoesNotContain('\u001b', model.Summary());
    }

    private static string Require(string name) => SharedFiles.Require($"cases/hostile/{name}.onnx");

    private static void Within(string path, Func<object> load)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            load();
        }
        finally
        {
            Assert.InRange(Environment.CpuUsage.TotalTime - start, TimeSpan.Zero, Bound);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * new FileInfo(path).Length + (64L << 20));
        }
    }
}
