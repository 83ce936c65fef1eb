using NetInsight.Kernels.Devices.Gpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Convolution;
using NetInsight.Kernels.Operators.Pooling;
using NetInsight.Kernels.Operators.Windows;
using NetInsight.Tests.Kernels.Devices;

namespace NetInsight.Tests.Kernels.Operators;

/// <summary>NaN and infinities on graphics devices go through as on the processor.</summary>
public sealed class SpecialValuesOnDevicesTests
{
    public static TheoryData<string> Kinds => Cards.All;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NaN_and_infinities_are_those_of_the_processor(string kind)
    {
        GpuContext card = Cards.Require(kind);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -1, 2];
        Tensor numbers = new(new Shape(6), odd), nans = new(new Shape(6), [1, 1, 1, float.NaN, float.NaN, float.NaN]);
        Same(card, new Activation<Relu>(), numbers);
        Same(card, new Activation<Clip>(new Clip(0, 6)), numbers);
        Same(card, new Activation<HardSigmoid>(new HardSigmoid(0.25f, 0.5f)), numbers);
        Same(card, new Activation<Sigmoid>(), numbers);
        Same(card, new Arithmetic<Max>(), numbers, nans);
        Same(card, new Arithmetic<Min>(), nans, numbers);
        Same(card, new Arithmetic<Add>(), numbers, nans);

        Tensor map = Inputs.Exact(new Shape(1, 3, 5, 5), 7);
        map[0, 1, 2, 2] = float.NaN;
        map[0, 2, 4, 4] = float.PositiveInfinity;
        Same(card, new MaxPool(Window.Square(3)), map);
        Same(card, new GlobalPool(GlobalPoolKind.Max), map);
        Same(card, new Conv(Window.Square(1), 3), map, new Tensor(new Shape(3, 1, 1, 1), [1, 1, 1]));
        Same(card, new Conv(Window.Square(3)), map, Inputs.Exact(new Shape(2, 3, 3, 3), 8));
        Same(card, new Softmax(1), new Tensor(new Shape(3, 3), [0, float.NaN, 0, 1, 1, 1, 1000, 1000, -1000]));
    }

    private static void Same(GpuContext card, Operator op, params Tensor[] inputs)
    {
        float[] expected = OneNode.Run(op, inputs).AsSpan().ToArray();
        foreach (Tensor result in OneNode.RunOn(card, op, inputs))
        {
            ReadOnlySpan<float> got = result.AsSpan();
            for (int i = 0; i < expected.Length; i++)
                Assert.True(expected[i].Equals(got[i]) || Math.Abs(expected[i] - got[i]) <= Tolerances.Device, $"{op}: element {i} is {got[i]}, and {expected[i]} on the processor");
        }
    }
}
