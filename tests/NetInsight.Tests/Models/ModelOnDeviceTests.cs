using ILGPU.Runtime.OpenCL;
using NetInsight.Execution.Devices;
using NetInsight.Execution.Incremental;
using NetInsight.Execution.Running;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Attribution;
using NetInsight.Tests.Kernels;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Models;

/// <summary>A model that was moved to a device: its results and lifetimes. Small, so that ILGPU's simulator can run it.</summary>
public sealed class ModelOnDeviceTests
{
    private static readonly Tensor Image = Inputs.Exact(new Shape(1, 1, 4, 4), 3, 0, 4000);

    public static TheoryData<string> Kinds => Gpus.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Results_and_properties_are_those_of_the_CPU(string kind)
    {
        using Model model = CaptumNetworks.OneConv();
        Device device = Gpus.Device(kind);
        using Model moved = model.On(device);
        Assert.Same(Device.Cpu, model.Device);
        Assert.Same(device, moved.Device);
        Assert.Equal(model.Layers, moved.Layers);
        Assert.Same(model.Preprocessing, moved.Preprocessing);
        Assert.Equal(
            (model.InputShape, model.ClassCount, model.Parallelism, model.Labels),
            (moved.InputShape, moved.ClassCount, moved.Parallelism, moved.Labels));
        Near.Relative(model.Forward(Image), moved.Forward(Image), Tolerances.Device);
        foreach (Layer layer in model.Layers)
            Near.Relative(model.Run(Image, [layer.Name])[layer.Name], moved.Run(Image, [layer.Name])[layer.Name], Tolerances.Device);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Hooks_receive_outputs_and_replace_them(string kind)
    {
        using Model model = CaptumNetworks.OneConv();
        using Model moved = model.On(Gpus.Device(kind));
        Tensor? observed = null;
        Tensor Replaced(Model on) => on.Forward(
            Image,
            [
                Hook.See("relu1", map => observed = map),
                Hook.Replace("relu1", map => Inputs.Exact(map.Shape, 5, 64, 128)),
                Hook.Replace("flat", map => Inputs.Exact(map.Shape, 6, 64, 128)),
            ]);
        Tensor expected = Replaced(model), expectedObserved = observed!;
        Near.Relative(expected, Replaced(moved), Tolerances.Device);
        Near.Relative(expectedObserved, observed!, Tolerances.Device);
        Assert.Throws<ArgumentException>(() => moved.Forward(Image, [Hook.Replace("relu1", _ => new Tensor(new Shape(1)))]));
        Near.Relative(model.Forward(Image), moved.Forward(Image), Tolerances.Device);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Occlusion_and_classes_are_those_of_the_CPU(string kind)
    {
        using Model model = CaptumNetworks.OneConv();
        using Model moved = model.On(Gpus.Device(kind));
        OcclusionOptions options = new()
        {
            Window = new OcclusionWindow(2, 1),
            Fill = Fill.InputValue(0),
        };
        Target target = Target.TopClass(ClassScore.Probability);        // as the tolerance
        foreach (double tolerance in new[] { 0, 0.05 })
        {
            OcclusionMap expected = Occlusion.Compute(model, Image, target, options with { Tolerance = tolerance });
            OcclusionMap map = Occlusion.Compute(moved, Image, target, options with { Tolerance = tolerance });
            Assert.Equal(expected.Target.Target, map.Target.Target);
            Near.Absolute(
                expected.Drop().Values,
                map.Drop().Values,
                Tolerances.Probability + (float)expected.MeasuredError + (float)map.MeasuredError);
        }

        RgbImage image = RgbImage.FromPixels(
            (byte[])[.. Enumerable.Range(0, 48).Select(value => (byte)(5 * value))], 4, 4, PixelLayout.Rgb24);
        Assert.Equal(
            model.Classify(image, 4).Select(prediction => prediction.Class),
            moved.Classify(image, 4).Select(prediction => prediction.Class));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Constants_and_batches_of_other_sizes_are_taken(string kind)
    {
        using Model model = CaptumNetworks.OneConv([.. Enumerable.Range(0, 16).Select(value => value / 4f)]);
        using Model moved = model.On(Gpus.Device(kind));
        foreach (int batch in new[] { 1, 3, 2, 1 })
        {
            Tensor images = Inputs.Exact(new Shape(batch, 1, 4, 4), 7, 0, 4000);
            Near.Relative(model.Forward(images), moved.Forward(images), Tolerances.Device);
        }
    }

    [Fact]
    public void Either_model_may_be_disposed_first_and_the_GPU_closes_with_its_last_user()
    {
        GpuContext gpu = Gpus.Simulate();
        int opened = 0;
        GpuModelDevice device = new("simulator", DeviceKind.OpenCL, () => opened++ == 0 ? gpu : Gpus.Simulate());
        Model model = CaptumNetworks.OneConv();
        Tensor expected = model.Forward(Image);
        Model first = model.On(device), second = model.On(device);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.On(device));
        Near.Relative(expected, first.Forward(Image), Tolerances.Device);

        Model back = first.On(Device.Cpu);
        first.Dispose();
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.Forward(Image));
        Near.Relative(expected, second.Forward(Image), Tolerances.Device);
        Near.Relative(expected, back.Forward(Image), Tolerances.Device);
        Assert.True(gpu.TryShare());
        gpu.Leave();

        Model third = second.On(device);
        second.Dispose();
        third.Dispose();
        Assert.False(gpu.TryShare());
        using Model again = back.On(device);
        Near.Relative(expected, again.Forward(Image), Tolerances.Device);
        Assert.Equal(2, opened);
    }

    [Fact]
    public void A_run_in_progress_ends_as_usual_when_its_model_is_disposed()
    {
        using Model model = CaptumNetworks.OneConv();
        Tensor expected = model.Forward(Image);
        Model moved = model.On(new GpuModelDevice("simulator", DeviceKind.OpenCL, Gpus.Simulate));
        Tensor result = moved.Forward(Image, [Hook.See("relu1", _ => moved.Dispose())]);
        Near.Relative(expected, result, Tolerances.Device);
        Assert.Throws<ObjectDisposedException>(() => moved.Forward(Image));
    }

    [Fact]
    public void Too_little_memory_is_an_error_and_a_smaller_batch_still_runs()
    {
        using Model model = CaptumNetworks.OneConv();
        using Model moved = model.On(Gpus.Device("simulator", mostBytes: 64 * 1024));
        Tensor expected = model.Forward(Image);
        Near.Relative(expected, moved.Forward(Image), Tolerances.Device);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            string message = Assert.Throws<ResourceLimitException>(() => moved.Forward(Inputs.Exact(new Shape(2000, 1, 4, 4), 3))).Message;
            Assert.Contains("A smaller batch needs less.", message, StringComparison.Ordinal);
            Near.Relative(expected, moved.Forward(Image), Tolerances.Device);
        }
    }

    [Fact]
    public void A_GPU_that_failed_is_opened_anew_for_the_next_model()
    {
        GpuContext gpu = Gpus.Simulate();
        int opened = 0;
        GpuModelDevice device = new("simulator", DeviceKind.OpenCL, () => opened++ == 0 ? gpu : Gpus.Simulate());
        using Model model = CaptumNetworks.OneConv();
        Tensor expected = model.Forward(Image);
        using Model before = model.On(device);
        using (GpuDevice user = new(gpu, new CpuDevice(1)))
        {
            Assert.IsType<ResourceLimitException>(user.Failure(new CLException(CLError.CL_OUT_OF_RESOURCES)));
            Assert.False(gpu.HasFailed);
            Assert.IsType<DeviceException>(user.Failure(new CLException(CLError.CL_DEVICE_NOT_AVAILABLE)));
        }

        using Model after = model.On(device);
        Assert.Equal(2, opened);
        Near.Relative(expected, after.Forward(Image), Tolerances.Device);
        Near.Relative(expected, model.Forward(Image), Tolerances.Device);
    }

    [Fact]
    public void Weights_are_sent_once_and_memory_for_feature_maps_is_reused()
    {
        GpuContext gpu = Gpus.Require("simulator");
        using Model model = CaptumNetworks.OneConv([.. Enumerable.Range(0, 16).Select(value => value / 4f)]);
        GpuRunner runner = new(new GpuDevice(gpu, new CpuDevice(1)));
        using Engine engine = new(model.Graph, runner, long.MaxValue);
        HashSet<int> requested = [model.Graph.Outputs[0]];
        List<long> bytes = [];
        for (int run = 0; run < 3; run++)
        {
            engine.Run([Image], requested, new HashSet<int>(), null, CancellationToken.None);
            bytes.Add(runner.Bytes);
            Assert.Equal(0, engine.RentedBuffers);
        }

        Assert.True(bytes[0] > 0);
        Assert.Equal(bytes[0], bytes[2]);
    }

    [Fact]
    public void A_cancelled_run_leaves_the_model_usable()
    {
        using Model model = CaptumNetworks.OneConv();
        using Model moved = model.On(Gpus.Device("simulator"));
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => moved.Forward(Image, [Hook.See("relu1", _ => source.Cancel())], source.Token));
        Near.Relative(model.Forward(Image), moved.Forward(Image), Tolerances.Device);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_cancelled_occlusion_map_returns_its_memory(string kind)
    {
        GpuContext gpu = Gpus.Require(kind);
        using Model model = CaptumNetworks.OneConv();
        using Engine engine = gpu.EngineOn(model.Graph);
        using CancellationTokenSource source = new();
        int logits = model.Graph.Outputs[0];
        using (IncrementalSession session = IncrementalSession.Open(engine, Image, new Tensor(Image.Shape), logits, 0, source.Token))
        {
            Region[] masks = [new(0, 0, 2, 2), new(1, 2, 2, 1)];
            session.Run(masks);
            source.Cancel();
            Assert.Throws<OperationCanceledException>(() => session.Run(masks));
        }

        Assert.Equal(0, engine.RentedBuffers);
        Near.Relative(
            model.Forward(Image),
            engine.Run([Image], new HashSet<int> { logits }, new HashSet<int>(), null, CancellationToken.None)[logits],
            Tolerances.Device);
    }

    [Fact]
    public void An_occlusion_map_that_fails_keeps_no_memory_and_no_GPU()
    {
        GpuContext gpu = Gpus.Simulate();
        GraphBuilder graph = new();
        int conv = graph.Node(
            "conv",
            new Conv(Window.Square(3)),
            graph.Input("x", null, 1, 4, 4),
            graph.Constant(new Shape(2, 1, 3, 3), [.. Enumerable.Repeat(1f, 18)]));
        using Model model = new(graph.Build(conv), new ModelOptions { Preprocessing = Preprocessing.UnitRange, Head = HeadKind.Logits });
        Model moved = model.On(new GpuModelDevice(gpu.Name, DeviceKind.OpenCL, () => gpu, null));
        OcclusionOptions options = new() { Window = new OcclusionWindow(2, 1), Fill = Fill.InputValue(0) };
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => Occlusion.Compute(moved, Image, null, options));
        Assert.Contains("no classifier", refused.Message);
        using (CancellationTokenSource source = new())
        {
            source.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => Occlusion.Compute(moved, Image, null, options, null, source.Token));
        }

        moved.Dispose();
        Assert.False(gpu.TryShare());          // closed: it has no user any more
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Threads_may_run_one_model_at_once(string kind)
    {
        using Model model = CaptumNetworks.OneConv();
        using Model moved = model.On(Gpus.Device(kind));
        Parallel.For(0, 6, index =>
        {
            Tensor images = Inputs.Exact(new Shape(1 + index % 2, 1, 4, 4), (uint)index, 0, 4000);
            for (int run = 0; run < 3; run++)
                Near.Relative(model.Forward(images), moved.Forward(images), Tolerances.Device);
        });
    }
}
