using CsCheck;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators;

/// <summary>Parts of a result from stored maps and patches, against the whole result of the maps with the patches pasted in.</summary>
public sealed class RegionBatchTests
{
    private static readonly CpuDevice Exact = new(2, Precision.Exact), Fast = new(2);

    /// <summary>An operator, made ready; its maps; and some parts with their patches.</summary>
    private sealed record Work(Operator Operator, Tensor Maps, BatchRegion[] Parts, Tensor? Patches)
    {
        public override string ToString() => $"{Operator.Name} on {Maps.Shape}: {string.Join("; ", Parts)}";
    }

    [Fact]
    public void Convolutions_of_parts_have_the_bits_of_whole_maps() =>
        (from window in AnyWindow
         from groups in Gen.Int[1, 3]
         from c in Gen.Int[1, 5]
         from m in Gen.Int[1, 6]
         from work in AnyWork(Conv(window, groups, c, m), groups * c)
         select work).Sample(work => Agree(work, Exact), iter: 200, threads: 1);

    [Fact]
    public void Convolutions_with_wide_channels_have_the_bits_of_whole_maps() =>
        (from window in AnyWindow from c in Gen.Int[16, 70] from m in Gen.Int[1, 40] from work in AnyWork(Conv(window, 1, c, m), c) select work)
        .Sample(work => Agree(work, Exact), iter: 60, threads: 1);

    [Fact]
    public void Depthwise_convolutions_of_parts_have_the_bits_of_whole_maps() =>
        (from window in AnyWindow from c in Gen.Int[2, 20] from work in AnyWork(Conv(window, c, 1, c), c) select work)
        .Sample(work => Agree(work, Exact), iter: 100, threads: 1);

    [Fact]
    public void Pools_of_parts_have_the_bits_of_whole_maps() =>
        (from window in AnyWindow
         from kind in Gen.Int[0, 2]
         from c in Gen.Int[1, 20]
         from work in AnyWork(kind == 0 ? new MaxPool(window) : new AveragePool(window, CountsPadding: kind == 1), c)
         select work).Sample(work => Agree(work, Exact), iter: 200, threads: 1);

    /// <summary>Winograd's tiles begin at the part's corner, so that a place may be rounded otherwise than in the whole map.</summary>
    [Fact]
    public void Winograd_of_parts_agrees_with_whole_maps() =>
        (from pad in Gen.Int[0, 2]
         from c in Gen.Int[2, 5]
         from m in Gen.Int[2, 5]
         from work in AnyWork(Conv(Window.Square(3, padding: pad), 1, 8 * c, 8 * m), 8 * c)
         select work).Sample(work => Agree(work, Fast), iter: 100, threads: 1);

    [Fact]
    public void A_point_convolution_reads_patches_as_they_lie()
    {
        BatchRegion[] parts = [new(0, new(1, 1, 2, 3), new(1, 1, 2, 3), 0), new(1, new(0, 2, 4, 1), new(0, 2, 4, 1), 6)];
        Assert.True(new RegionBatch(parts).OutputsAreDirtyRegions);
        Assert.False(new RegionBatch([parts[0], parts[1] with { DirtyOffset = 7 }]).OutputsAreDirtyRegions);
        Agree(new Work(Conv(Window.Square(1), 1, 5, 7), HashFill.Uniform("maps", new Shape(2, 4, 5, 5), -1, 1), parts, HashFill.Uniform("patches", new Shape(10, 5), -1, 1)), Exact);
    }

    [Fact]
    public void Addends_and_ReLU_reach_parts()
    {
        foreach (CpuDevice device in new[] { Exact, Fast })
        {
            ConvPackedCpu conv = (ConvPackedCpu)((ConvPackedCpu)((ConvPackedCpu)Conv(Window.Square(3, padding: 1), 1, 16, 24)).WithAddend()!).WithRelu();
            Tensor maps = HashFill.Uniform("maps", new Shape(1, 17, 19, 16), -1, 1), addend = HashFill.Uniform("addend", new Shape(1, 17, 19, 24), -1, 1);
            Tensor whole = Tensor.Uninitialized(new Shape(1, 17, 19, 24));
            conv.Forward(device, [maps, addend], whole);
            Region wanted = new(2, 3, 13, 14);
            Tensor part = Tensor.Uninitialized(new Shape(wanted.Positions, 24));
            conv.ForwardRegions(device, maps, null, new RegionBatch([new BatchRegion(0, wanted)]), Places(addend, wanted), part);
            Near.Relative(Places(whole, wanted), part, Tolerances.OnnxRuntime);
        }
    }

    private static Gen<Window> AnyWindow =>
        from kernel in Gen.Int[1, 4].Array[2]
        from stride in Gen.Int[1, 3].Array[2]
        from dilation in Gen.Int[1, 2].Array[2]
        from pad in Gen.Int[0, 3].Array[4]
        select new Window(Axis(kernel[0], stride[0], pad[0], pad[1], dilation[0]), Axis(kernel[1], stride[1], pad[2], pad[3], dilation[1]));

    private static WindowAxis Axis(int kernel, int stride, int before, int after, int dilation) =>
        new(kernel, stride, Math.Min(before, (kernel - 1) * dilation), Math.Min(after, (kernel - 1) * dilation), dilation);

    private static Gen<Work> AnyWork(Operator op, int channels) =>
        from pictures in Gen.Int[1, 3]
        from height in Gen.Int[7, 14]
        from width in Gen.Int[7, 14]
        from corners in Gen.Double[0, 1].Array[9].Array[1, 5]
        select MakeWork(op, pictures, height, width, channels, corners);

    /// <summary>Each part from nine numbers of 0 to 1: picture, the wanted rectangle's edges, the changed rectangle's edges.</summary>
    private static Work MakeWork(Operator op, int pictures, int height, int width, int channels, double[][] corners)
    {
        FeatureMap output = FeatureMap.OfNchw(op.Infer([new Shape(pictures, channels, height, width)]), op.Name);
        BatchRegion[] parts = new BatchRegion[corners.Length];
        int places = 0;
        for (int index = 0; index < parts.Length; index++)
        {
            double[] at = corners[index];
            Region wanted = Some(at.AsSpan(1, 4), output.Height, output.Width, 1), changed = Some(at.AsSpan(5, 4), height, width, 0);
            parts[index] = new BatchRegion(Math.Min((int)(at[0] * pictures), pictures - 1), wanted, changed, places);
            places += changed.Positions;
        }

        return new Work(op, HashFill.Uniform("maps", new Shape(pictures, height, width, channels), -1, 1), parts, HashFill.Uniform("patches", new Shape(places + 1, channels), -1, 1));
    }

    private static Region Some(ReadOnlySpan<double> at, int height, int width, int least)
    {
        int top = (int)(at[0] * (height - 1)), left = (int)(at[1] * (width - 1));
        return new Region(top, left, Math.Clamp((int)(at[2] * (height - top + 1)), least, height - top), Math.Clamp((int)(at[3] * (width - left + 1)), least, width - left));
    }

    private static Operator Conv(Window window, int groups, int c, int m)
    {
        Tensor weight = HashFill.Uniform("weight", new Shape(groups * m, c, window.Rows.Kernel, window.Columns.Kernel), -1, 1);
        if (groups > 1 && c == 1)
            weight = HashFill.Uniform("weight", new Shape(groups, 1, window.Rows.Kernel, window.Columns.Kernel), -1, 1);
        Tensor bias = HashFill.Uniform("bias", new Shape(weight.Shape[0]), -1, 1);
        return new Conv(window, groups).Pack(Exact, [null, weight, bias]).Operator;
    }

    private static void Agree(Work work, CpuDevice device)
    {
        (Operator op, Tensor maps, BatchRegion[] parts, Tensor? patches) = work;
        RegionBatch list = new(parts);
        FeatureMap input = FeatureMap.OfNhwc(maps.Shape);
        FeatureMap output = FeatureMap.OfNchw(op.Infer([new Shape(1, input.Channels, input.Height, input.Width)]), op.Name);
        Tensor actual = Tensor.Uninitialized(new Shape(list.Positions, output.Channels));
        ((IComputesRegions)op).ForwardRegions(device, maps, patches, list, null, actual);
        for (int index = 0; index < parts.Length; index++)
        {
            Tensor pasted = Pasted(maps, parts[index], patches), whole = Tensor.Uninitialized(new Shape(1, output.Height, output.Width, output.Channels));
            op.Forward(device, [pasted], whole);
            Tensor expected = Places(whole, parts[index].Output);
            Tensor part = new(expected.Shape, actual.AsSpan().Slice(list.OffsetOf(index) * output.Channels, expected.Count));
            if (device.Precision == Precision.Exact)
                Assert.Equal(expected.AsSpan(), part.AsSpan());
            else
                Near.Relative(expected, part, Tolerances.OnnxRuntime);
        }
    }

    private static Tensor Pasted(Tensor maps, BatchRegion part, Tensor? patches)
    {
        FeatureMap map = FeatureMap.OfNhwc(maps.Shape);
        Tensor result = new(new Shape(1, map.Height, map.Width, map.Channels), maps.AsSpan().Slice(part.Image * map.Positions * map.Channels, map.Positions * map.Channels));
        for (int place = 0; place < part.Dirty.Positions; place++)
        {
            int row = part.Dirty.Top + place / part.Dirty.Width, column = part.Dirty.Left + place % part.Dirty.Width;
            patches!.AsSpan().Slice((part.DirtyOffset + place) * map.Channels, map.Channels).CopyTo(result.AsSpan()[((row * map.Width + column) * map.Channels)..]);
        }

        return result;
    }

    private static Tensor Places(Tensor map, Region area)
    {
        FeatureMap shape = FeatureMap.OfNhwc(map.Shape);
        Tensor result = Tensor.Uninitialized(new Shape(area.Positions, shape.Channels));
        for (int place = 0; place < area.Positions; place++)
        {
            int row = area.Top + place / area.Width, column = area.Left + place % area.Width;
            map.AsSpan().Slice((row * shape.Width + column) * shape.Channels, shape.Channels).CopyTo(result.AsSpan()[(place * shape.Channels)..]);
        }

        return result;
    }
}
