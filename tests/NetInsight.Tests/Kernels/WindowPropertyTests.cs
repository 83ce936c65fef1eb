using CsCheck;

namespace NetInsight.Tests.Kernels;

public sealed class WindowPropertyTests
{
    [Fact]
    public void Outputs_are_the_windows_that_fit() =>
        (from input in Gen.Int[0, 30] from axis in Some.Axis(input) from ceiling in Gen.Bool select (input, axis, ceiling))
        .Where(some => some.input > 0 || some.axis.Auto == AutoPadding.Explicit)
        .Sample(some => Assert.Equal(Slow.Outputs(some.axis, some.input, some.ceiling), some.axis.Outputs(some.input, some.ceiling)), iter: 2000, threads: 1);

    [Fact]
    public void Auto_padding_gives_an_output_for_each_stride() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 7], Gen.Int[1, 7], Gen.Int[1, 3], Gen.Bool).Sample(
            (input, kernel, stride, dilation, upper) =>
            {
                WindowAxis axis = new(kernel, stride, dilation: dilation) { Auto = upper ? AutoPadding.SameUpper : AutoPadding.SameLower };
                Assert.Equal((input + stride - 1) / stride, axis.Outputs(input));
                WindowAxis @explicit = axis.For(input);
                Assert.Equal(AutoPadding.Explicit, @explicit.Auto);
                Assert.InRange(upper ? @explicit.After - @explicit.Before : @explicit.Before - @explicit.After, 0, 1);
            },
            iter: 1000,
            threads: 1);

    [Fact]
    public void A_window_refuses_what_makes_none()
    {
        Assert.Contains("kernel", Assert.Throws<ArgumentException>(() => new WindowAxis(0)).Message);
        Assert.Contains("stride", Assert.Throws<ArgumentException>(() => new WindowAxis(1, 0)).Message);
        Assert.Contains("padding", Assert.Throws<ArgumentException>(() => new WindowAxis(1, 1, -1)).Message);
        Assert.Contains("padding", Assert.Throws<ArgumentException>(() => new WindowAxis(1, 1, 0, -1)).Message);
        Assert.Contains("dilation", Assert.Throws<ArgumentException>(() => new WindowAxis(1, 1, 0, 0, 0)).Message);
        Assert.Contains("spans more", Assert.Throws<ArgumentException>(() => new WindowAxis(1 << 13, 1, 0, 0, 1 << 13)).Message);
    }

    [Fact]
    public void A_slice_of_an_axis_is_a_plain_loop() => Gen.Select(Some.SliceAxis, Gen.Int[0, 9]).Sample(
        (slice, extent) =>
        {
            (int first, int count) = slice.For(extent);
            int[] chosen = [.. Slow.Chosen(slice, extent)];
            Assert.Equal(chosen.Length, count);
            if (count > 0)
                Assert.Equal(chosen[0], first);
        },
        iter: 5000,
        threads: 1);

    [Fact]
    public void Slicing_a_padded_tensor_gives_it_back() =>
        (from shape in Some.Shape(1, 4)
         from paddings in Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4]).Array[shape.Rank]
         from seed in Gen.UInt
         select (shape, paddings, seed)).Sample(
            some =>
            {
                Tensor tensor = Sixtyfourths.Tensor(some.shape, some.seed);
                Pad pad = new([.. some.paddings.Select(p => p.Item1)], [.. some.paddings.Select(p => p.Item2)], Value: float.NaN);
                Pad back = new([.. some.paddings.Select(p => -p.Item1)], [.. some.paddings.Select(p => -p.Item2)]);
                Slice slice = new([.. some.paddings.Select((p, axis) => new SliceAxis(axis, p.Item1, p.Item1 + some.shape[axis]))]);
                Tensor padded = new Form().Run(pad, tensor);
                Near.Bits(tensor.AsSpan(), new Form().Run(slice, padded).AsSpan(), slice);
                Near.Bits(tensor.AsSpan(), new Form().Run(back, padded).AsSpan(), back);
            },
            iter: 200,
            threads: 1);
}
