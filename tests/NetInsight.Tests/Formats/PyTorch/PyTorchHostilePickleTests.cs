using System.Text;

namespace NetInsight.Tests.Formats.PyTorch;

/// <summary>Pickles that call functions or break the stack machine: RELIABILITY.md B3, rows P1 and P2, in both formats.</summary>
public sealed class PyTorchHostilePickleTests : IDisposable
{
    private readonly PyTorchScratch _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch", "load")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("torch", "FloatStorage.__class__")]
    [InlineData("collections", "OrderedDict.fromkeys")]
    [InlineData("torch._utils", "_rebuild_tensor_v2 ")]
    [InlineData("torch\r", "FloatStorage")]
    [InlineData("torch", "FloatStorage\r")]
    [InlineData("", "")]
    [InlineData("t\u043erch", "FloatStorage")]
    public void P1_unknown_globals_are_refused_by_name(string module, string name)
    {
        byte[] byLines = new PickleBuilder().Op("c").Op(Encoding.UTF8.GetBytes($"{module}\n{name}\n")).Op("(").Text("touch pwned").Op("tR")
            .Stop();
        byte[] byStack = new PickleBuilder(4).Text(module).Text(name).Op(0x93).Op("(").Text("touch pwned").Op("tR").Stop();
        _file.RefusedPickle("names '", byLines);
        _file.RefusedPickle("No code of a file is run", byStack);
    }

    [Fact]
    public void P1_a_newline_in_a_name_makes_no_other_name()
    {
        _file.RefusedPickle("names 'torch", new PickleBuilder(4).Text("torch").Text("FloatStorage\nos").Op(0x93).Stop());
        _file.RefusedPickle("names 'torch.'", new PickleBuilder().Op("ctorch\n\nFloatStorage\n").Stop());
        _file.RefusedPickle("more than 256", new PickleBuilder().Op("c" + new string('t', 300) + "\nx\n").Stop());
    }

    [Theory]
    [InlineData("ios\nsystem\n", "0x69")]               // INST
    [InlineData("(cos\nsystem\no", "names 'os.system'")] // OBJ
    [InlineData("()o", "0x6f")]
    [InlineData(")\u0081", "0x81")]                     // NEWOBJ
    [InlineData("\u0082\u0001", "0x82")]                // EXT1
    [InlineData("Pid\n", "0x50")]                       // PERSID
    [InlineData("I1\n", "0x49")]
    [InlineData("\u0097", "0x97")]                      // NEXT_BUFFER
    [InlineData("\u0080\u0001", "protocol 1")]
    [InlineData("\u0080\u0006", "protocol 6")]
    public void P1_other_opcodes_are_refused(string opcodes, string rule) =>
        _file.RefusedPickle(rule, new PickleBuilder().Op(opcodes).Stop());

    [Theory]
    [InlineData("ctorch\nFloatStorage\n)R", "calls a function or class")]
    [InlineData("})R", "calls a dict")]
    [InlineData("ccollections\nOrderedDict\n]R", "with a list")]
    [InlineData("ccollections\nOrderedDict\n(NNtR", "2 arguments")]
    [InlineData("ccollections\nOrderedDict\n](Ne\u0085R", "None")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R", "RebuildTensorV2 with 0")]
    [InlineData("ctorch._utils\n_rebuild_parameter\n(NNNtR", "RebuildParameter with 3")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n(NNNNtR", "made of a storage")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n)R", "RebuildTensorV1 with 0")]
    [InlineData("}}b", "state to a dict")]
    [InlineData("N}b", "state to None")]
    [InlineData("]NNs", "into a list")]
    [InlineData("](NNu", "into a list")]
    [InlineData("}(Nu", "1 items")]
    [InlineData("}]Ns", "under a list")]
    [InlineData("}Na", "to a dict")]
    [InlineData(")(NNe", "to a tuple")]
    [InlineData(")Q", "outside")]
    [InlineData("NQ", "outside")]
    [InlineData("NN\u0093", "two strings")]
    public void P1_calls_and_items_of_wrong_types_are_refused(string opcodes, string rule) =>
        _file.RefusedPickle(rule, new PickleBuilder().Op(opcodes).Stop());

    [Theory]
    [InlineData("h\u0000", "index 0")]                 // GET of an unset memo
    [InlineData("j\u0000\u0000\u0000\u0080", "index 2,147,483,648")]
    [InlineData("q\u0000", "there is none")]            // PUT of an empty stack
    [InlineData("\u0094", "there is none")]
    [InlineData("0", "there is none")]
    [InlineData("", "there is none")]                   // STOP without a value
    [InlineData("NN", "2 items")]
    [InlineData("(N", "ends with")]
    [InlineData("t", "mark")]
    [InlineData("e", "mark")]
    [InlineData("u", "mark")]
    [InlineData("1", "mark")]
    [InlineData("N(0", "there is none")]                // items below a mark cannot be popped
    [InlineData("N(\u0085", "1 items, but has 0")]
    [InlineData("N\u0087", "3 items, but has 1")]
    [InlineData("(e", "there is none")]
    [InlineData("(u", "there is none")]
    [InlineData("}((Nu", "there is none")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u007f", "2,147,483,647 bytes")]
    [InlineData("\u008b\u0000\u0000\u0000\u0080", "2,147,483,648 bytes")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff", "4,294,967,295 bytes")]
    [InlineData("X\u0002\u0000\u0000\u0000\u00ff\u00fe", "not UTF-8")]
    [InlineData("B\u00ff\u00ff\u00ff\u00ff", "4,294,967,295 bytes")]
    [InlineData("T\u00ff\u00ff\u00ff\u00ff", "4,294,967,295 bytes")]
    public void P2_a_broken_machine_state_is_refused(string opcodes, string rule) =>
        _file.RefusedPickle(rule, new PickleBuilder().Op(opcodes).Stop());

    [Fact]
    public void P2_lengths_of_8_bytes_are_compared_with_the_remaining_bytes()
    {
        foreach (byte opcode in new byte[] { 0x8d, 0x8e, 0x95 })
        {
            foreach (ulong length in new[] { 1UL << 62, ulong.MaxValue, 1UL << 63, 1UL << 32, 5_000UL })
                _file.RefusedPickle($"{length:N0} bytes", new PickleBuilder().Op(opcode).Eight(length).Stop());
        }
    }

    [Fact]
    public void P2_a_long_integer_is_refused() =>
        _file.RefusedPickle("at most 255", new PickleBuilder().Op(0x8b).Four(1000).Op(new byte[1000]).Stop());

    [Fact]
    public void P2_cyclic_values_do_no_harm()
    {
        _file.RefusedPickle("no dict", new PickleBuilder().Op("]q\u0000h\u0000a").Stop());
        _file.RefusedPickle("no tensors", new PickleBuilder().Op("}q\u0000").Text("state_dict").Op("h\u0000s").Stop());
        _file.RefusedPickle("no dict", new PickleBuilder().Op("]q\u0000h\u0000\u0085a").Stop());
        _file.RefusedPickle("under a list", new PickleBuilder().Op("ccollections\nOrderedDict\n]q\u0000(h\u0000Ne\u0085R").Stop());
    }

    [Theory]
    [InlineData(10_000_001, "N0", "10,000,000 opcodes")]
    [InlineData(200_000, "N", "100,000 items")]
    [InlineData(1_001, "(", "nested deeper than 1,000")]
    [InlineData(9_000_000, "]0", "needs more memory")]
    [InlineData(3_000_000, "\u0085", "needs more memory")]
    [InlineData(3_000_000, "}0", "needs more memory")]
    [InlineData(200, "r\u0040\u0042\u000f\u0000", "limit is 1,000,000")]
    public void P2_work_memory_and_depth_have_limits(int count, string opcodes, string rule)
    {
        byte[] pickle = new PickleBuilder().Op("N").Op(string.Concat(Enumerable.Repeat(opcodes, count))).Stop();
        byte[] zip = TorchBuilder.Zip(pickle), legacy = TorchBuilder.Legacy(pickle);
        File.WriteAllBytes(_file.Path, zip);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(rule, Assert.Throws<ResourceLimitException>(() => Weights.Load(_file.Path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2L * zip.Length + (64 << 20));
        _file.Limited(rule, legacy);
    }

    [Fact]
    public void P2_a_long_list_of_pairs_is_not_traversed_without_limit()
    {
        PickleBuilder pickle = new PickleBuilder().Op("](").Op(string.Concat(Enumerable.Repeat("NN\u0086", 40_000))).Op("e\u0085q\0");
        pickle.Op(string.Concat(Enumerable.Repeat("ccollections\nOrderedDict\nh\0R0", 1_000)));
        _file.Limited("10,000,000 opcodes", TorchBuilder.Zip(pickle.Stop()));
    }
}
