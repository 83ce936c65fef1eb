using NetInsight.Execution.Planning;
using NetInsight.Execution.Planning.Fusion;
using NetInsight.Execution.Running;
using NetInsight.Graphs;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Functions;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels;

namespace NetInsight.Tests.Execution;

public sealed class ConstantPacksTests
{
    private readonly ConstantPacks _packs = new();
    private readonly Counting _device = new();
    private readonly Tensor _weight = Inputs.Rounded(new Shape(2, 3, 3, 3), 1), _bias = Inputs.Rounded(new Shape(2), 2);

    [Fact]
    public void An_operator_with_the_same_constants_is_packed_once()
    {
        PackedOperator first = _packs.Pack(new Conv(Window.Square(3)), [null, _weight, _bias], _device);
        Assert.Same(first, _packs.Pack(new Conv(Window.Square(3)), [null, _weight, _bias], _device));
        Assert.Equal(1, _device.Packed);
    }

    [Fact]
    public void Another_attribute_or_constant_is_packed_anew()
    {
        Conv conv = new(Window.Square(3));
        _packs.Pack(conv, [null, _weight, _bias], _device);
        _packs.Pack(conv with { Window = Window.Square(3, stride: 2) }, [null, _weight, _bias], _device);
        _packs.Pack(conv, [null, _weight], _device);
        _packs.Pack(conv, [null, _weight, _bias.Clone()], _device);
        _packs.Pack(conv, [null, _weight.Clone(), _bias], _device);
        Assert.Equal(5, _device.Packed);
    }

    [Fact]
    public void A_folded_norm_is_told_apart_by_its_elements()
    {
        BatchNormalization norm = new();
        Tensor ones = new(new Shape(2), [1, 1]), zeros = new(new Shape(2)), twos = new(new Shape(2), [2, 2]);
        Conv conv = new(Window.Square(3));
        foreach (Tensor scale in new[] { ones, ones.Clone(), twos })
            _packs.Pack(conv.WithAffine(norm.AsAffine([scale, zeros, zeros, ones])), [null, _weight, _bias], _device);
        Assert.Equal(2, _device.Packed);
    }

    [Fact]
    public void A_second_graph_of_a_model_packs_only_what_is_new()
    {
        Residual block = new();
        Graph rewritten = block.Graph.Rewrite(op => op is Activation<Relu> ? new Activation<Exp>() : op);
        Graph widened = block.Graph.Rewrite(op => op is Gemm ? new Gemm(Alpha: 2, TransposesB: true) : op);
        CountingRunner runner = new();
        Engine engine = new(block.Graph, runner, long.MaxValue);
        Tensor before = engine.Values([block.Input], block.Fc)[block.Fc];
        Assert.Equal(3, runner.Device.Packed);              // two convolutions with their norms, and a fully connected layer

        Tensor other = engine.Over(rewritten).Values([block.Input], block.Fc)[block.Fc];
        Assert.Equal(3, runner.Device.Packed);
        engine.Over(widened).Values([block.Input], block.Fc);
        Assert.Equal(4, runner.Device.Packed);

        Assert.NotEqual(before.AsSpan().ToArray(), other.AsSpan().ToArray());
        Assert.Equal(new Engine(rewritten, 1, long.MaxValue).Values([block.Input], block.Fc)[block.Fc].AsSpan(), other.AsSpan());
        Assert.Equal(before.AsSpan(), engine.Values([block.Input], block.Fc)[block.Fc].AsSpan());
    }

    [Fact]
    public void What_a_cancelled_run_did_not_pack_the_next_packs()
    {
        _device.Fails = true;
        Assert.Throws<OperationCanceledException>(() => _packs.Pack(new Conv(Window.Square(3)), [null, _weight], _device));
        _device.Fails = false;
        Assert.IsType<ConvPackedCpu>(_packs.Pack(new Conv(Window.Square(3)), [null, _weight], _device).Operator);
    }

    [Fact]
    public void Many_threads_pack_once()
    {
        PackedOperator[] packed = new PackedOperator[16];
        Parallel.For(0, packed.Length, index => packed[index] = _packs.Pack(new Conv(Window.Square(3)), [null, _weight], _device));
        Assert.Equal(1, _device.Packed);
        Assert.All(packed, other => Assert.Same(packed[0], other));
    }

    [Fact]
    public void An_entry_goes_with_its_constant()
    {
        WeakReference packed = PackForgotten();
        for (int attempt = 0; attempt < 10 && packed.IsAlive; attempt++)
        {
#pragma warning disable RS0030 // the collection itself is tested: an entry must not keep its constant alive
            GC.Collect();
#pragma warning restore RS0030
            GC.WaitForPendingFinalizers();
        }

        Assert.False(packed.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference PackForgotten() => new(_packs.Pack(new Conv(Window.Square(3)), [null, _weight.Clone(), _bias.Clone()], _device));

    /// <summary>A CPU that counts the operators with constants that it packs.</summary>
    private sealed class Counting : Backend
    {
        private readonly CpuDevice _cpu = new(1);
        private int _packed;

        public int Packed => _packed;

        public bool Fails { get; set; }

        public override PackedOperator Pack(Operator op, ReadOnlySpan<Tensor?> inputs)
        {
            if (Fails)
                throw new OperationCanceledException();
            if (inputs.ToArray().Any(input => input is not null))
                Interlocked.Increment(ref _packed);
            return _cpu.Pack(op, inputs);
        }
    }

    /// <summary>Runs on the CPU, for which a <see cref="Counting"/> device packs.</summary>
    private sealed class CountingRunner : Runner
    {
        private readonly CpuRunner _cpu = new(1, Precision.Fast);

        public Counting Device { get; } = new();

        public override int RentedBuffers => _cpu.RentedBuffers;

        public override Backend Backend(CancellationToken cancellation) => Device;

        public override Dictionary<int, Tensor> Run(
            Plan plan, Tensor[] inputs, Func<int, Tensor, Tensor?>? observe, bool batchInvariant, CancellationToken cancellation) =>
            _cpu.Run(plan, inputs, observe, batchInvariant, cancellation);

        public override IDisposable? Enter() => null;

        public override void Trim() => _cpu.Trim();

        public override void Dispose() => _cpu.Dispose();
    }
}
