using CsCheck;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Gemm;
using NetInsight.Kernels.Operators.Product;

namespace NetInsight.Tests.Kernels.Operators.Product;

public sealed class GemmInPlaceTests
{
    [Fact]
    public void It_equals_its_definition_with_the_same_bits_on_1_and_3_threads() => Gen.Select(
        Gen.Int[0, 9], Gen.Int[1, 150], Gen.Int[1, 300], Gen.Bool, Gen.UInt).Sample(
        (rows, depth, columns, relu, seed) =>
        {
            Tensor x = Inputs.Exact(new Shape(rows, depth), seed, -8, 8), weight = Inputs.Exact(new Shape(depth, columns), seed + 1);
            for (int i = 0; i < x.Count; i += 3)
                x.AsSpan()[i] = 0;                                   // rows of the weights that are not read
            float[] bias = Inputs.Exact(new Shape(columns), seed + 2).AsSpan().ToArray();
            GemmInPlacePackedCpu gemm = new(weight, 0.5f, new Epilogue(bias, relu));
            Tensor one = Run(gemm, x, 1), three = Run(gemm, x, 3);
            DoubleTensor expected = DoubleTensor.Make(one.Shape, at =>
            {
                double sum = 0;
                for (int k = 0; k < depth; k++)
                    sum += (double)x[at[0], k] * weight[k, at[1]];
                return relu ? Math.Max(0.5 * sum + bias[at[1]], 0) : 0.5 * sum + bias[at[1]];
            });
            expected.AssertNear(one, Tolerances.Exact);
            Assert.Equal(one.AsSpan(), three.AsSpan());
        },
        iter: 60,
        threads: 1);

    [Fact]
    public void Large_weights_are_packed_unless_they_are_to_be_read_in_place()
    {
        Tensor weight = new(new Shape(1024, 1024));
        Assert.IsType<GemmPackedCpu>(new Gemm().Pack(new CpuDevice(1), [null, weight]).Operator);
        Assert.IsType<GemmInPlacePackedCpu>(new Gemm { ReadsInPlace = true }.Pack(new CpuDevice(1), [null, weight]).Operator);
        Tensor small = new(new Shape(16, 16));
        Assert.IsType<GemmPackedCpu>(new Gemm { ReadsInPlace = true }.Pack(new CpuDevice(1), [null, small]).Operator);
    }

    private static Tensor Run(GemmInPlacePackedCpu gemm, Tensor x, int threads)
    {
        Tensor y = Tensor.Uninitialized(gemm.Infer([x.Shape]));
        gemm.Forward(new CpuDevice(threads), [x], y);
        return y;
    }
}
