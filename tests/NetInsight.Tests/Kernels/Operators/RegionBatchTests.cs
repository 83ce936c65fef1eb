using CsCheck;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Regions;
using NetInsight.Kernels.Operators.Windows;

namespace NetInsight.Tests.Kernels.Operators;

/// <summary>
/// Regions of an output from clean inputs and dirty values, against the whole output of the inputs with the dirty values laid over them.
/// </summary>
public sealed class RegionBatchTests
{
    private static readonly CpuDevice Exact = new(2, Precision.Exact), Fast = new(2);

    /// <summary>A packed operator, its clean inputs, and some regions with their dirty values.</summary>
    private sealed record Work(Operator Operator, Tensor Maps, BatchRegion[] Regions, Tensor? Dirty)
    {
        public override string ToString() => $"{Operator.Name} on {Maps.Shape}: {string.Join("; ", Regions)}";
    }

    [Fact]
    public void Convolutions_of_regions_have_the_bits_of_whole_maps() =>
        (from window in AnyWindow
         from groups in Gen.Int[1, 3]
         from c in Gen.Int[1, 5]
         from m in Gen.Int[1, 6]
         from work in AnyWork(Conv(window, groups, c, m), groups * c)
         select work).Sample(work => Agree(work, Exact), iter: 200, threads: 1);

    [Fact]
    public void Convolutions_with_wide_channels_have_the_bits_of_whole_maps() =>
        (from window in AnyWindow
         from c in Gen.Int[16, 70]
         from m in Gen.Int[1, 40]
         from work in AnyWork(Conv(window, 1, c, m), c)
         select work).Sample(work => Agree(work, Exact), iter: 60, threads: 1);

    [Fact]
    public void Depthwise_convolutions_of_regions_have_the_bits_of_whole_maps() =>
        (from window in AnyWindow from c in Gen.Int[2, 20] from work in AnyWork(Conv(window, c, 1, c), c) select work)
        .Sample(work => Agree(work, Exact), iter: 100, threads: 1);

    [Fact]
    public void Pools_of_regions_have_the_bits_of_whole_maps() =>
        (from window in AnyWindow
         from kind in Gen.Int[0, 2]
         from c in Gen.Int[1, 20]
         from work in AnyWork(kind == 0 ? new MaxPool(window) : new AveragePool(window, CountsPadding: kind == 1), c)
         select work).Sample(work => Agree(work, Exact), iter: 200, threads: 1);

    /// <summary>Winograd's tiles begin at the region's corner, so that a value may be rounded differently than in the whole map.</summary>
    [Fact]
    public void Winograd_of_regions_agrees_with_whole_maps() =>
        (from pad in Gen.Int[0, 2]
         from c in Gen.Int[2, 5]
         from m in Gen.Int[2, 5]
         from work in AnyWork(Conv(Window.Square(3, padding: pad), 1, 8 * c, 8 * m), 8 * c)
         select work).Sample(work => Agree(work, Fast), iter: 100, threads: 1);

    [Fact]
    public void A_point_convolution_reads_dirty_values_in_place()
    {
        BatchRegion[] regions = [new(0, new(1, 1, 2, 3), new(1, 1, 2, 3), 0), new(1, new(0, 2, 4, 1), new(0, 2, 4, 1), 6)];
        Assert.True(new RegionBatch(regions).OutputsAreDirtyRegions);
        Assert.False(new RegionBatch([regions[0], regions[1] with { DirtyOffset = 7 }]).OutputsAreDirtyRegions);
        Tensor maps = HashFill.Uniform("maps", new Shape(2, 4, 5, 5), -1, 1), dirty = HashFill.Uniform("patches", new Shape(10, 5), -1, 1);
        Agree(new Work(Conv(Window.Square(1), 1, 5, 7), maps, regions, dirty), Exact);
    }

    [Fact]
    public void Addends_and_ReLU_apply_to_regions()
    {
        foreach (CpuDevice device in new[] { Exact, Fast })
        {
            ConvPackedCpu plain = (ConvPackedCpu)Conv(Window.Square(3, padding: 1), 1, 16, 24);
            ConvPackedCpu conv = (ConvPackedCpu)((ConvPackedCpu)plain.WithAddend()!).WithRelu();
            Tensor maps = HashFill.Uniform("maps", new Shape(1, 17, 19, 16), -1, 1);
            Tensor addend = HashFill.Uniform("addend", new Shape(1, 17, 19, 24), -1, 1);
            Tensor whole = Tensor.Uninitialized(new Shape(1, 17, 19, 24));
            conv.Forward(device, [maps, addend], whole);
            Region output = new(2, 3, 13, 14);
            Tensor actual = Tensor.Uninitialized(new Shape(output.Positions, 24));
            conv.ForwardRegions(device, maps, null, new RegionBatch([new BatchRegion(0, output)]), Crop(addend, output), actual);
            Near.Relative(Crop(whole, output), actual, Tolerances.OnnxRuntime);
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
        from images in Gen.Int[1, 3]
        from height in Gen.Int[7, 14]
        from width in Gen.Int[7, 14]
        from corners in Gen.Double[0, 1].Array[9].Array[1, 5]
        select MakeWork(op, images, height, width, channels, corners);

    /// <summary>Each region from nine values of 0 to 1: image index, the output rectangle, the dirty rectangle.</summary>
    private static Work MakeWork(Operator op, int images, int height, int width, int channels, double[][] corners)
    {
        FeatureMap output = FeatureMap.OfNchw(op.Infer([new Shape(images, channels, height, width)]), op.Name);
        BatchRegion[] regions = new BatchRegion[corners.Length];
        int positions = 0;
        for (int index = 0; index < regions.Length; index++)
        {
            double[] at = corners[index];
            Region computed = Some(at.AsSpan(1, 4), output.Height, output.Width, 1), changed = Some(at.AsSpan(5, 4), height, width, 0);
            regions[index] = new BatchRegion(Math.Min((int)(at[0] * images), images - 1), computed, changed, positions);
            positions += changed.Positions;
        }

        Tensor maps = HashFill.Uniform("maps", new Shape(images, height, width, channels), -1, 1);
        return new Work(op, maps, regions, HashFill.Uniform("patches", new Shape(positions + 1, channels), -1, 1));
    }

    private static Region Some(ReadOnlySpan<double> at, int height, int width, int least)
    {
        int top = (int)(at[0] * (height - 1)), left = (int)(at[1] * (width - 1));
        return new Region(
            top,
            left,
            Math.Clamp((int)(at[2] * (height - top + 1)), least, height - top),
            Math.Clamp((int)(at[3] * (width - left + 1)), least, width - left));
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
        (Operator op, Tensor maps, BatchRegion[] regions, Tensor? dirty) = work;
        RegionBatch list = new(regions);
        FeatureMap input = FeatureMap.OfNhwc(maps.Shape);
        FeatureMap output = FeatureMap.OfNchw(op.Infer([new Shape(1, input.Channels, input.Height, input.Width)]), op.Name);
        Tensor actual = Tensor.Uninitialized(new Shape(list.Positions, output.Channels));
        ((IComputesRegions)op).ForwardRegions(device, maps, dirty, list, null, actual);
        for (int index = 0; index < regions.Length; index++)
        {
            Tensor overlaid = Overlaid(maps, regions[index], dirty);
            Tensor whole = Tensor.Uninitialized(new Shape(1, output.Height, output.Width, output.Channels));
            op.Forward(device, [overlaid], whole);
            Tensor expected = Crop(whole, regions[index].Output);
            Tensor computed = new(expected.Shape, actual.AsSpan().Slice(list.OffsetOf(index) * output.Channels, expected.Count));
            if (device.Precision == Precision.Exact)
                Assert.Equal(expected.AsSpan(), computed.AsSpan());
            else
                Near.Relative(expected, computed, Tolerances.OnnxRuntime);
        }
    }

    private static Tensor Overlaid(Tensor maps, BatchRegion region, Tensor? dirty)
    {
        FeatureMap map = FeatureMap.OfNhwc(maps.Shape);
        int count = map.Positions * map.Channels;
        Tensor result = new(new Shape(1, map.Height, map.Width, map.Channels), maps.AsSpan().Slice(region.Image * count, count));
        for (int position = 0; position < region.Dirty.Positions; position++)
        {
            int row = region.Dirty.Top + position / region.Dirty.Width, column = region.Dirty.Left + position % region.Dirty.Width;
            dirty!.AsSpan().Slice((region.DirtyOffset + position) * map.Channels, map.Channels)
                .CopyTo(result.AsSpan()[((row * map.Width + column) * map.Channels)..]);
        }

        return result;
    }

    private static Tensor Crop(Tensor map, Region region)
    {
        FeatureMap shape = FeatureMap.OfNhwc(map.Shape);
        Tensor result = Tensor.Uninitialized(new Shape(region.Positions, shape.Channels));
        for (int position = 0; position < region.Positions; position++)
        {
            int row = region.Top + position / region.Width, column = region.Left + position % region.Width;
            map.AsSpan().Slice((row * shape.Width + column) * shape.Channels, shape.Channels)
                .CopyTo(result.AsSpan()[(position * shape.Channels)..]);
        }

        return result;
    }
}
