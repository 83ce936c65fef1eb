using BenchmarkDotNet.Attributes;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Normalization;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Product;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Benchmarks;

/// <summary>The kernels beside convolutions, at sizes of published networks, on one thread.</summary>
[ShortRunJob]
public class KernelBenchmarks
{
    private readonly CpuDevice _device = new(1);
    private readonly Tensor _map = Maps(64, 112), _small = Maps(256, 14), _pooled = Maps(64, 56), _same = Maps(256, 14);
    private readonly Tensor _vector = new(new Shape(1, 9216)), _row = new(new Shape(1, 4096)), _one = new(new Shape(1, 1, 1, 256));
    private readonly Tensor _image = new(new Shape(1, 3, 224, 224)), _pixels = new(new Shape(1, 224, 224, 3));
    private readonly RegionBatch _regions =
        new([.. Enumerable.Range(0, 64).Select(index => new BatchRegion(0, new Region(index % 8, index / 8, 6, 6)))]);
    private readonly Tensor _dirty = new(new Shape(64 * 36, 256));
    private Operator _depthwise = null!, _product = null!, _conv = null!, _norm = null!;

    [GlobalSetup]
    public void Setup()
    {
        _depthwise = new Conv(Window.Square(3, padding: 1), 256).Pack(_device, [null, new Tensor(new Shape(256, 1, 3, 3))]).Operator;
        _product = new Gemm(TransposesB: true).Pack(_device, [null, new Tensor(new Shape(4096, 9216))]).Operator;
        _conv = new Conv(Window.Square(3, padding: 1)).Pack(_device, [null, new Tensor(new Shape(256, 256, 3, 3))]).Operator;
        Tensor ones = new(new Shape(256));
        _norm = new BatchNormalization().Pack(_device, [null, ones, ones, ones, ones]).Operator;
    }

    [Benchmark]
    public void MaxPool_64_at_112() => new MaxPool(Window.Square(3, 2, 1)).Forward(_device, [_map], _pooled);

    [Benchmark]
    public void GlobalAverage_256_at_14() => new GlobalPool(GlobalPoolKind.Average).Forward(_device, [_small], _one);

    [Benchmark]
    public void Depthwise_256_at_14() => _depthwise.Forward(_device, [_small], _same);

    [Benchmark]
    public void Norm_256_at_14() => _norm.Forward(_device, [_small], _same);

    [Benchmark]
    public void Lrn_256_at_14() => new Lrn(5, 1e-4f, 0.75f, 1).Forward(_device, [_small], _same);

    [Benchmark]
    public void FullyConnected_9216_to_4096() => _product.Forward(_device, [_vector], _row);

    [Benchmark]
    public void ToNhwc_3_at_224() => Transpose.ToNhwc(4).Forward(_device, [_image], _pixels);

    [Benchmark]
    public void Conv_of_64_regions_of_6_x_6() => ((IComputesRegions)_conv).ForwardRegions(_device, _small, null, _regions, null, _dirty);

    private static Tensor Maps(int channels, int size)
    {
        Tensor map = new(new Shape(1, size, size, channels));
        map.AsSpan().Fill(0.5f);
        return map;
    }
}
