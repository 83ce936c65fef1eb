using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels.Operators;

/// <summary>NaN and infinities on GPUs give the same results as on the CPU.</summary>
public sealed class SpecialValuesOnDevicesTests
{
    public static TheoryData<string> Kinds => Gpus.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NaN_and_infinities_are_those_of_the_CPU(string kind)
    {
        GpuContext gpu = Gpus.Require(kind);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -1, 2];
        Tensor values = new(new Shape(6), odd), nans = new(new Shape(6), [1, 1, 1, float.NaN, float.NaN, float.NaN]);
        Same(gpu, new Activation<Relu>(), values);
        Same(gpu, new Activation<Clip>(new Clip(0, 6)), values);
        Same(gpu, new Activation<HardSigmoid>(new HardSigmoid(0.25f, 0.5f)), values);
        Same(gpu, new Activation<Sigmoid>(), values);
        Same(gpu, new Arithmetic<Max>(), values, nans);
        Same(gpu, new Arithmetic<Min>(), nans, values);
        Same(gpu, new Arithmetic<Add>(), values, nans);

        Tensor map = Inputs.Exact(new Shape(1, 3, 5, 5), 7);
        map[0, 1, 2, 2] = float.NaN;
        map[0, 2, 4, 4] = float.PositiveInfinity;
        Same(gpu, new MaxPool(Window.Square(3)), map);
        Same(gpu, new GlobalPool(GlobalPoolKind.Max), map);
        Same(gpu, new Conv(Window.Square(1), 3), map, new Tensor(new Shape(3, 1, 1, 1), [1, 1, 1]));
        Same(gpu, new Conv(Window.Square(3)), map, Inputs.Exact(new Shape(2, 3, 3, 3), 8));
        Same(gpu, new Softmax(1), new Tensor(new Shape(3, 3), [0, float.NaN, 0, 1, 1, 1, 1000, 1000, -1000]));
    }

    /// <summary>Channels of which four are read at once.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fours_of_channels_keep_NaN_and_infinities_apart(string kind)
    {
        GpuContext gpu = Gpus.Require(kind);
        Tensor map = Inputs.Exact(new Shape(2, 4, 5, 5), 7);
        map[0, 1, 2, 2] = float.NaN;
        map[1, 2, 4, 4] = float.PositiveInfinity;
        map[1, 3, 0, 0] = float.NegativeInfinity;
        Same(gpu, new MaxPool(Window.Square(3, 2, padding: 1)), map);
        Same(gpu, new MaxPool(Window.Square(2)), Filled(new Shape(1, 4, 3, 3), float.NegativeInfinity));
        Same(gpu, new AveragePool(Window.Square(3, padding: 1), CountsPadding: true), map);
        Same(gpu, new Conv(Window.Square(3, padding: 1), 4), map, Inputs.Exact(new Shape(4, 1, 3, 3), 8));
        Same(gpu, new Conv(Window.Square(3)), map, Inputs.Exact(new Shape(4, 4, 3, 3), 8));
    }

    private static Tensor Filled(Shape shape, float value)
    {
        Tensor result = Tensor.Uninitialized(shape);
        result.AsSpan().Fill(value);
        return result;
    }

    private static void Same(GpuContext gpu, Operator op, params Tensor[] inputs)
    {
        float[] expected = OneNode.Run(op, inputs).AsSpan().ToArray();
        foreach (Tensor result in OneNode.RunOn(gpu, op, inputs))
        {
            ReadOnlySpan<float> got = result.AsSpan();
            for (int i = 0; i < expected.Length; i++)
            {
                bool isNear = expected[i].Equals(got[i]) || Math.Abs(expected[i] - got[i]) <= Tolerances.Device;
                Assert.True(isNear, $"{op}: element {i} is {got[i]}, and {expected[i]} on the CPU");
            }
        }
    }
}
