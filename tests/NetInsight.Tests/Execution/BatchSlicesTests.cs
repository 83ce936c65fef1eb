using NetInsight.Execution.Running;
using NetInsight.Kernels.Devices.Cpu;
using NetInsight.Kernels.Operators;
using NetInsight.Kernels.Operators.Activation;
using NetInsight.Kernels.Operators.Activation.Rectifiers;
using NetInsight.Kernels.Operators.Arithmetic;
using NetInsight.Kernels.Operators.Arrangement;
using NetInsight.Tests.Models;

namespace NetInsight.Tests.Execution;

public sealed class BatchSlicesTests
{
    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(3, new[] { 3 })]
    [InlineData(4, new[] { 2, 2 })]
    [InlineData(7, new[] { 3, 4 })]
    [InlineData(8, new[] { 4, 4 })]
    [InlineData(9, new[] { 2, 2, 2, 3 })]
    public void Batches_are_cut_evenly(int batch, int[] expected) => Assert.Equal(expected, BatchSlices.Of(batch));

    [Fact]
    public void A_batch_has_the_same_bits_with_any_number_of_threads_and_agrees_with_single_images()
    {
        Weights weights = Weights.Generate((name, shape) => HashFill.Uniform(name, shape, -0.1f, 0.1f));
        Tensor batch = HashFill.Image("pieces", 9, 224);
        float[][] logits = [.. new[] { 1, 2, 3, 8 }.Select(threads =>
        {
            using Model model = Architectures.SqueezeNet11(weights, new ModelOptions { Parallelism = threads });
            return model.Logits(batch).AsSpan().ToArray();
        })];
        Assert.All(logits, other => Assert.Equal(logits[0], other));

        using Model single = Architectures.SqueezeNet11(weights);
        for (int image = 0; image < 9; image++)
        {
            Tensor ofBatch = new(new Shape(1, 1000), logits[0].AsSpan(image * 1000, 1000));
            Near.Relative(single.Logits(BatchSlices.Cut(batch, image, 1)), ofBatch, Tolerances.Winograd);
        }
    }

    /// <summary>
    /// A softmax over the images, shapes for one batch size, and a constant with an element for each image: none may be cut.
    /// </summary>
    [Fact]
    public void Images_that_depend_on_each_other_stay_together()
    {
        Tensor input = HashFill.Uniform("x", new Shape(8, 6), -1, 1);
        foreach ((Operator op, Tensor? constant) in new (Operator, Tensor?)[]
        {
            (new Softmax(0), null),
            (new Reshape([2, 24]), null),
            (new Reshape([4, 4, 3]), null),
            (new Reshape([2, -1]), null),
            (new Arithmetic<Add>(), HashFill.Uniform("c", new Shape(8, 1), -1, 1)),
            (new Transpose([1, 0]), null),
        })
        {
            GraphBuilder builder = new();
            int x = builder.Input("x", null, 6);
            int relu = builder.Node("relu", new Activation<Relu>(), x);
            int y = constant is null
                ? builder.Node("y", op, relu)
                : builder.Node("y", op, relu, builder.Constant(constant.Shape, constant.AsSpan()));
            Tensor clipped = Tensor.Uninitialized(input.Shape);
            new Activation<Relu>().Forward(new CpuDevice(1), [input], clipped);
            Tensor[] inputs = constant is null ? [clipped] : [clipped, constant];
            Tensor expected = Tensor.Uninitialized(op.Infer([.. inputs.Select(tensor => tensor.Shape)]));
            if (op.IsView)
                clipped.AsSpan().CopyTo(expected.AsSpan());
            else
                op.Forward(new CpuDevice(1), inputs, expected);

            Tensor actual = new Engine(builder.Build(y), 2, long.MaxValue).Values([input], y)[y];
            Assert.Equal(expected.Shape, actual.Shape);
            Assert.Equal(expected.AsSpan(), actual.AsSpan());
        }
    }
}
