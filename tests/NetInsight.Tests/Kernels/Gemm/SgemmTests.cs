using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;

namespace NetInsight.Tests.Kernels;

public sealed unsafe class SgemmTests
{
    private static readonly Gen<(int Rows, int Depth, int Columns)> Sizes =
        from kind in Gen.Int[0, 9]
        from rows in kind is 0 or 1 ? Gen.Int[90, 200] : Gen.Int[1, 30]
        from depth in kind is 1 or 2 ? Gen.Int[380, 800] : Gen.Int[0, 40]
        from columns in kind <= 2 ? Gen.Int[1, 9] : Gen.OneOf(Gen.Int[1, 70], Gen.Const(32), Gen.Const(64))
        select (rows, depth, columns);

    private static readonly Gen<(int Rows, int Depth, int Columns, uint Seed)> Large =
        Gen.Select(Gen.Int[1, 300], Gen.Int[300, 800], Gen.Int[1, 200], Gen.UInt);

    public static TheoryData<int> Widths => [.. Microkernel.All.Select(kernel => kernel.Columns)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_microkernel_equals_the_definition(int width) => Sample((a, b, bias, addend, relu) =>
    {
        DoubleTensor x = DoubleTensor.Of(a), w = DoubleTensor.Of(b);
        DoubleTensor expected = DoubleTensor.Make(new Shape(a.Shape[0], b.Shape[1]), at =>
        {
            double sum = (bias?.AsSpan()[at[1]] ?? 0) + (addend is null ? 0 : addend[at[0], at[1]]);
            for (int k = 0; k < a.Shape[1]; k++)
                sum += x[at[0], k] * w[k, at[1]];
            return relu ? Math.Max(sum, 0) : sum;
        });
        expected.AssertNear(Multiply(Kernel(width), a, b, bias, relu, addend: addend), Tolerances.Exact);
    });

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void The_wider_microkernels_give_the_bits_of_the_narrowest(int width)
    {
        Assert.SkipUnless(
            Fma.IsSupported || AdvSimd.IsSupported, "Without a fused multiply-add the narrow kernel rounds products before it adds them.");
        Gen.Select(Sizes, Gen.UInt).Sample(
            (size, seed) =>
            {
                Tensor a = Inputs.Rounded(new Shape(size.Rows, size.Depth), seed);
                Tensor b = Inputs.Rounded(new Shape(size.Depth, size.Columns), seed + 1);
                Assert.Equal(Multiply(Kernel(8), a, b).AsSpan(), Multiply(Kernel(width), a, b).AsSpan());
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public void A_row_has_the_same_bits_alone_and_anywhere_among_others() => Gen.Select(Sizes, Gen.UInt).Sample(
        (size, seed) =>
        {
            Tensor a = Inputs.Rounded(new Shape(size.Rows, size.Depth), seed);
            Tensor b = Inputs.Rounded(new Shape(size.Depth, size.Columns), seed + 1);
            int row = (int)(seed % (uint)size.Rows);
            Tensor alone = new(new Shape(1, size.Depth), a.AsSpan().Slice(row * size.Depth, size.Depth));
            Tensor expected = Multiply(Microkernel.Best, alone, b), all = Multiply(Microkernel.Best, a, b);
            Assert.Equal(expected.AsSpan(), all.AsSpan().Slice(row * size.Columns, size.Columns));
        },
        iter: 60,
        threads: 1);

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads() => Large.Sample(
        (rows, depth, columns, seed) =>
        {
            Tensor a = Inputs.Rounded(new Shape(rows, depth), seed), b = Inputs.Rounded(new Shape(depth, columns), seed + 1);
            Tensor one = Multiply(Microkernel.Best, a, b);
            foreach (int threads in new[] { 2, 3, 16 })
                Assert.Equal(one.AsSpan(), Multiply(Microkernel.Best, a, b, threads: threads).AsSpan());
        },
        iter: 15,
        threads: 1);

    [Fact]
    public void Nothing_outside_the_result_is_written()
    {
        Tensor a = Inputs.Exact(new Shape(5, 7), 1), b = Inputs.Exact(new Shape(7, 11), 2), target = new(new Shape(7, 20));
        target.AsSpan().Fill(99);
        fixed (float* x = a.AsSpan(), c = target.AsSpan())
        {
            MatrixRef result = new(c + 20 + 3, 20);
            Sgemm.Compute(new CpuDevice(1), new StridedRows(x, 7), 5, Pack(Microkernel.Best, b), result, Epilogue.None);
        }

        for (int i = 0; i < target.Count; i++)
        {
            bool isResult = i / 20 is >= 1 and < 6 && i % 20 is >= 3 and < 14;
            Assert.True(isResult == (target.AsSpan()[i] != 99), $"row {i / 20}, column {i % 20}");
        }
    }

    private static void Sample(Action<Tensor, Tensor, Tensor?, Tensor?, bool> check) =>
        Gen.Select(Sizes, Gen.Bool, Gen.Bool, Gen.Bool, Gen.UInt).Sample(
        (size, bias, addend, relu, seed) => check(
            Inputs.Exact(new Shape(size.Rows, size.Depth), seed),
            Inputs.Exact(new Shape(size.Depth, size.Columns), seed + 1),
            bias ? Inputs.Exact(new Shape(size.Columns), seed + 2) : null,
            addend ? Inputs.Exact(new Shape(size.Rows, size.Columns), seed + 3) : null,
            relu),
        iter: 60,
        threads: 1);

    private static Tensor Multiply(
        Microkernel kernel, Tensor a, Tensor b, Tensor? bias = null, bool relu = false, int threads = 1, Tensor? addend = null)
    {
        Tensor c = new(new Shape(a.Shape[0], b.Shape[1]));
        c.AsSpan().Fill(float.NaN);
        Epilogue epilogue = new(bias?.AsSpan().ToArray(), relu);
        fixed (float* x = a.AsSpan(), y = c.AsSpan(), added = addend is null ? default : addend.AsSpan())
        {
            MatrixRef result = new(y, b.Shape[1]), sum = addend is null ? default : new MatrixRef(added, b.Shape[1]);
            Sgemm.Compute(new CpuDevice(threads), new StridedRows(x, a.Shape[1]), a.Shape[0], Pack(kernel, b), result, epilogue, sum);
        }

        return c;
    }

    private static PackedMatrix Pack(Microkernel kernel, Tensor b) =>
        PackedMatrix.Pack(new CpuDevice(1), b.AsMemory(), b.Shape[0], b.Shape[1], b.Shape[1], 1, kernel);

    private static Microkernel Kernel(int width) => Microkernel.All.Single(kernel => kernel.Columns == width);
}
