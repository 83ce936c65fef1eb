using BenchmarkDotNet.Attributes;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Benchmarks;

/// <summary>Convolutions of published networks, packed as a plan packs them, on one thread; compare by operations a second.</summary>
[ShortRunJob]
public class ConvBenchmarks
{
    private Operator _conv = null!;
    private Tensor _input = null!, _output = null!;
    private readonly CpuDevice _device = new(1);

    public static IEnumerable<object[]> Layers =>
    [
        ["VGG 64-64 at 112", 64, 64, 112, 3],
        ["ResNet 128-128 at 28", 128, 128, 28, 3],
        ["ResNet 512-512 at 7", 512, 512, 7, 3],
        ["SqueezeNet 64-16 at 55, 1 x 1", 64, 16, 55, 1],
    ];

    [ParamsSource(nameof(Layers))]
    public object[] Layer { get; set; } = [];

    [GlobalSetup]
    public void Setup()
    {
        (int inputs, int outputs, int size, int kernel) = ((int)Layer[1], (int)Layer[2], (int)Layer[3], (int)Layer[4]);
        Conv conv = new(Window.Square(kernel, padding: kernel / 2));
        _input = new Tensor(new Shape(1, size, size, inputs));
        _output = new Tensor(new Shape(1, size, size, outputs));
        _input.AsSpan().Fill(0.5f);
        _conv = conv.Pack(_device, [null, new Tensor(new Shape(outputs, inputs, kernel, kernel))]).Operator;
    }

    [Benchmark]
    public void Run() => _conv.Forward(_device, [_input], _output);
}
